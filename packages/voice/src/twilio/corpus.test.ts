import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accountSid, authToken, nowMs, receiver, webhookUrl } from './fixtures/account.ts';
import { twilioSandbox } from './sandbox.ts';

const folder = new URL('../../../../../shared/webhook-corpus/twilio/', import.meta.url);
const isThere = existsSync(folder);
const files = isThere ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];

/** What every recorded webhook must become. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'tdev.call.inbound.json': ['call.initiated'],
  'tdev.call.status-callback.json': ['call.completed'],
  'tdev.call.status-callback-2.json': ['call.no_answer'],
};

describe.skipIf(!isThere)(
  'the recorded webhooks of ../shared/webhook-corpus (skipped where that folder is not there)',
  () => {
    test('are the ones that are known', () => {
      expect(files).toEqual(Object.keys(expected).sort());
    });

    test.each(files)('%s', async (file) => {
      const fields = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
      const sandbox = twilioSandbox({ accountSid, authToken, clock: { now: () => nowMs } });
      const request = sandbox.webhook({ kind: 'form', fields }, { url: webhookUrl });
      const { events, ignored, failed } = await receiver()(request);
      expect({ types: events.map(({ type }) => type), ignored, failed }).toEqual({
        types: expected[file],
        ignored: [],
        failed: [],
      });
    });
  },
);
