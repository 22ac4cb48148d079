import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'instagram/index': 'src/instagram/index.ts',
  'instagram/sandbox': 'src/instagram/sandbox.ts',
  'messenger/index': 'src/messenger/index.ts',
  'messenger/sandbox': 'src/messenger/sandbox.ts',
  'slack/index': 'src/slack/index.ts',
  'slack/sandbox': 'src/slack/sandbox.ts',
  'telegram/index': 'src/telegram/index.ts',
  'telegram/sandbox': 'src/telegram/sandbox.ts',
  'whatsapp/index': 'src/whatsapp/index.ts',
  'whatsapp/sandbox': 'src/whatsapp/sandbox.ts',
});
