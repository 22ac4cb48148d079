import { type ConnectorCorpus, checkConnectorCorpus, corpusTable } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { sharedFolder } from './shared-folder.ts';
import { moduleOf, vendors } from './vendors.ts';

const root = sharedFolder('webhook-corpus');

describe.each(await vendors())('$name', (vendor) => {
  test('makes of every collected payload what its table says', async ({ skip }) => {
    if (!root) return skip('../shared/webhook-corpus is not at hand');
    const module = await moduleOf<{ corpus: ConnectorCorpus; noCorpus: string }>(
      vendor,
      'fixtures/corpus.ts',
    );
    if (!module?.corpus) return skip(module?.noCorpus ?? 'nobody collected any');
    const report = await checkConnectorCorpus(module.corpus, root);
    expect(corpusTable(report)).toEqual(module.corpus.expected);
    expect(report.passed).toBe(true);
  });
});
