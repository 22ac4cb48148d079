import { fileURLToPath } from 'node:url';
import { checkConnectorCorpus, corpusTable, readCorpus } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { corpus } from './fixtures/corpus.ts';

const root = fileURLToPath(new URL('../../../../../shared/webhook-corpus', import.meta.url));
const payloads = await readCorpus(`${root}/amazon-ses`);

describe.skipIf(payloads.length === 0)('the recorded payloads (skipped without ../shared)', () => {
  test('become what the table says, all of them, and a redelivery the same events', async () => {
    const report = await checkConnectorCorpus(corpus, root);
    expect(corpusTable(report)).toEqual(corpus.expected);
    expect(report.passed).toBe(true);
  });
});
