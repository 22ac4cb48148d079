import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { signRequest, touchpointCatalogue, type WebhookRequest } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { apiKey, noonMs, webhookUrl as url } from './fixtures/connected-sandbox.ts';
import { sendgrid } from './index.ts';
import { eventWebhookScheme } from './verify.ts';

/**
 * What each recorded payload becomes: the types of its events, `ignored`, or the field for which it is kept
 * as failed.
 */
const expected: Readonly<Record<string, readonly string[]>> = {
  'anymail.webhooks.click_event.json': ['email.clicked 75… _fjPjuJfRW-IPs5SuvYotg'],
  'anymail.webhooks.dropped_invalid_event.json': ['email.dropped c7… wrfRRvF7Q0GgwUo2CvDmEA'],
  'anymail.webhooks.dropped_unsubscribed_event.json': ['email.dropped a3… wrfRRvF7Q0GgwUo2CvDmEA'],
  'anymail.webhooks.open_event.json': ['email.opened 44… wrfRRvF7Q0GgwUo2CvDmEA'],
  'anymail.webhooks.processed_event.json': ['email.queued 3c… wrfRRvF7Q0GgwUo2CvDmEA'],
  // Its second item is the first, altered by hand into a click on nothing.
  'batch.json': ['email.dropped LRzXl_NHStOGhQ4kofSm_A', 'email.clicked LRzXl_NHStOGhQ4kofSm_A'],
  'tdev.bounce.json': ['email.bounced 14c5d75ce93.dfd.64b470'],
  'tdev.click.json': ['email.clicked 14c5d75ce93.dfd.64b469'],
  'tdev.delivered.json': ['email.delivered 14c5d75ce93.dfd.64b469'],
};

const folder = new URL('../../../../../shared/webhook-corpus/sendgrid/', import.meta.url);
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const connector = sendgrid(
  { apiKey, webhookPublicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') },
  { clock: manualClock(noonMs) },
);

describe.skipIf(names.length === 0)('the recorded payloads (skipped without ../shared)', () => {
  test('are all in the table', () => {
    expect(names.toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(names)('%s becomes what the table says', async (name) => {
    const request: WebhookRequest = {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      rawBody: readFileSync(new URL(name, folder)),
    };
    const received = await connector.receive?.(
      signRequest(eventWebhookScheme, request, { secret: privateKey, now: noonMs }),
    );
    for (const event of received?.events ?? []) touchpointCatalogue.parse(JSON.stringify(event));
    const outcomes = [
      ...(received?.events ?? []).map(({ type, data, subject }) => {
        const { metadata } = data as { metadata?: Record<string, string> };
        return [type, ...(metadata?.anymail_id ? [`${metadata.anymail_id.slice(0, 2)}…`] : []), subject].join(
          ' ',
        );
      }),
      ...(received?.ignored ?? []).map(() => 'ignored'),
      ...(received?.failed ?? []).map(({ error }) => `failed ${error.issues.map(({ path }) => path).join()}`),
    ];
    expect(outcomes).toEqual(expected[name]);
  });
});
