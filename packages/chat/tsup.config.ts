import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'slack/index': 'src/slack/index.ts',
  'slack/sandbox': 'src/slack/sandbox.ts',
});
