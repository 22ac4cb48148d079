import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'otel/index': 'src/otel/index.ts',
  // A thread is started from a file of its own, beside the one that starts it.
  'sqlite-writer-thread': 'src/log/sqlite-writer-thread.ts',
});
