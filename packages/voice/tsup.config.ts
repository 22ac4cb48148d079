import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'twilio/index': 'src/twilio/index.ts',
  'twilio/sandbox': 'src/twilio/sandbox.ts',
});
