export {
  type CorpusCheckOptions,
  type CorpusOutcome,
  type CorpusReport,
  checkCorpus,
  corpusTable,
} from './check-corpus.ts';
export { type ConnectorCorpus, checkConnectorCorpus } from './connector-corpus.ts';
export { type CorpusPayload, readCorpus } from './read-corpus.ts';
