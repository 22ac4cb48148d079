import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'alexa/index': 'src/alexa/index.ts',
  'alexa/sandbox': 'src/alexa/sandbox.ts',
  'telnyx/index': 'src/telnyx/index.ts',
  'telnyx/sandbox': 'src/telnyx/sandbox.ts',
  'twilio/index': 'src/twilio/index.ts',
  'twilio/sandbox': 'src/twilio/sandbox.ts',
});
