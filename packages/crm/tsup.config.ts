import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'hubspot/index': 'src/hubspot/index.ts',
  'hubspot/sandbox': 'src/hubspot/sandbox.ts',
  'pipedrive/index': 'src/pipedrive/index.ts',
  'pipedrive/sandbox': 'src/pipedrive/sandbox.ts',
  'salesforce/index': 'src/salesforce/index.ts',
  'salesforce/sandbox': 'src/salesforce/sandbox.ts',
});
