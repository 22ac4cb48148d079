import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'sendgrid/index': 'src/sendgrid/index.ts',
  'sendgrid/sandbox': 'src/sendgrid/sandbox.ts',
});
