import { library } from '../../tsup.base.ts';

export default library({ index: 'src/index.ts', 'otel/index': 'src/otel/index.ts' });
