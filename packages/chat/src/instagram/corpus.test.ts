import { testCorpus } from '../fixtures/corpus.ts';
import { receiver, url } from './fixtures/connection.ts';
import { corpusOutcomes } from './fixtures/corpus-outcomes.ts';

const { connector, sandbox } = receiver();

testCorpus({
  folder: 'meta-instagram',
  title: 'Instagram',
  receive: (body) => connector.receive?.(sandbox.webhook({ kind: 'json', body }, { url })),
  outcomes: corpusOutcomes,
});
