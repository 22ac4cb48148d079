import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { touchpointCatalogue } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { receiver, url } from './fixtures/connection.ts';
import { corpusOutcomes } from './fixtures/corpus-outcomes.ts';

const folder = fileURLToPath(new URL('../../../../../shared/webhook-corpus/telegram/', import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : [];
const { connector, sandbox } = receiver();

describe.skipIf(files.length === 0)(
  'the payloads collected from Telegram (skipped where they are not at hand)',
  () => {
    test('are all expected, and all the expected are there', () => {
      expect(files.toSorted()).toEqual(Object.keys(corpusOutcomes).toSorted());
    });

    test.each(files)('%s', async (file) => {
      const body: unknown = JSON.parse(readFileSync(folder + file, 'utf8'));
      const received = await connector.receive?.(sandbox.webhook({ kind: 'json', body }, { url }));
      expect(received?.failed).toEqual([]);
      const types =
        received?.events.map((event) => touchpointCatalogue.parse(JSON.stringify(event)).type) ?? [];
      const ignored = received?.ignored.map((kind) => `ignored: ${kind}`) ?? [];
      expect([...types, ...ignored]).toEqual(corpusOutcomes[file]);
    });
  },
);
