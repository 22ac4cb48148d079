import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'stripe/index': 'src/stripe/index.ts',
  'stripe/sandbox': 'src/stripe/sandbox.ts',
});
