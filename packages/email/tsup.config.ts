import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'sendgrid/index': 'src/sendgrid/index.ts',
  'sendgrid/sandbox': 'src/sendgrid/sandbox.ts',
  'ses/index': 'src/ses/index.ts',
  'ses/sandbox': 'src/ses/sandbox.ts',
  'smtp/index': 'src/smtp/index.ts',
});
