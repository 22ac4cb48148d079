import { failover } from '@touchline/core';
import { expect, test } from 'vitest';
import { connectSandbox } from './fixtures/connected-sandbox.ts';
import { ses } from './index.ts';

test('another region takes over when one cannot be reached', async () => {
  const { connector, sandbox } = connectSandbox();
  const broken = ses(
    { region: 'us-east-1', accessKeyId: 'AKIDEXAMPLESENTINEL0', secretAccessKey: 'another-sentinel-secret' },
    { http: { retries: 0, send: async () => ({ failure: 'network', written: false }) } },
  );
  await expect(
    failover([broken, connector]).actions.sendEmail({
      from: { address: 'hello@acme.example.com' },
      to: [{ address: 'ada@example.com' }],
      subject: 'Your order',
      text: 'On its way.',
    }),
  ).resolves.toMatchObject({ status: 'queued' });
  expect(sandbox.messages.size).toBe(1);
});
