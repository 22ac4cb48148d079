import { fileURLToPath } from 'node:url';
import { touchpointCatalogue } from '@touchline/core';
import { checkConnectorCorpus, corpusTable, readCorpus } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { webhookUrl as url } from './fixtures/connected-sandbox.ts';
import { corpus } from './fixtures/corpus.ts';

const root = fileURLToPath(new URL('../../../../../shared/webhook-corpus', import.meta.url));
const payloads = await readCorpus(`${root}/sendgrid`);

/** Which e-mail each payload speaks of, and the beginning of the metadata that its sender gave it. */
const subjects: Readonly<Record<string, readonly string[]>> = {
  'anymail.webhooks.click_event.json': ['75… _fjPjuJfRW-IPs5SuvYotg'],
  'anymail.webhooks.dropped_invalid_event.json': ['c7… wrfRRvF7Q0GgwUo2CvDmEA'],
  'anymail.webhooks.dropped_unsubscribed_event.json': ['a3… wrfRRvF7Q0GgwUo2CvDmEA'],
  'anymail.webhooks.open_event.json': ['44… wrfRRvF7Q0GgwUo2CvDmEA'],
  'anymail.webhooks.processed_event.json': ['3c… wrfRRvF7Q0GgwUo2CvDmEA'],
  'batch.json': ['LRzXl_NHStOGhQ4kofSm_A', 'LRzXl_NHStOGhQ4kofSm_A'],
  'tdev.bounce.json': ['14c5d75ce93.dfd.64b470'],
  'tdev.click.json': ['14c5d75ce93.dfd.64b469'],
  'tdev.delivered.json': ['14c5d75ce93.dfd.64b469'],
};

describe.skipIf(payloads.length === 0)('the recorded payloads (skipped without ../shared)', () => {
  test('become what the table says, all of them, and a redelivery the same events', async () => {
    const report = await checkConnectorCorpus(corpus, root);
    expect(corpusTable(report)).toEqual(corpus.expected);
    expect(report.passed).toBe(true);
  });

  test.each(payloads)('$file keeps its e-mail and its metadata', async ({ file, body }) => {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', url, headers, rawBody: body };
    const received = await corpus.connect().receive?.(corpus.sign?.(request) ?? request);
    const told = received?.events.map((event) => {
      const { data, subject } = touchpointCatalogue.parse(JSON.stringify(event));
      const { metadata } = data as { metadata?: Record<string, string> };
      return [...(metadata?.anymail_id ? [`${metadata.anymail_id.slice(0, 2)}…`] : []), subject].join(' ');
    });
    expect(told).toEqual(subjects[file]);
  });
});
