import { library } from '../../tsup.base.ts';

export default library({
  index: 'src/index.ts',
  'connector/index': 'src/connector/index.ts',
  'contract-check/index': 'src/contract-check/index.ts',
});
