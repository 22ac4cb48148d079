import { createHmac } from 'node:crypto';
import { readWebhookRequest, toRequest, type WebhookRequest } from '@touchline/core';
import { describe, expect, it } from 'vitest';
import { createReceiver, endpoint, receiveWith, webhookSecret } from './fixtures/harness.ts';
import paymentIntent from './fixtures/payment-intent.json' with { type: 'json' };

const happened = { type: 'payment_intent.succeeded', object: paymentIntent };

const withSignature = (request: WebhookRequest, signature: string): WebhookRequest => ({
  ...request,
  headers: { ...request.headers, 'stripe-signature': signature },
});

const signatureOf = (request: WebhookRequest): string => request.headers['stripe-signature'] ?? '';

describe("the signature of Stripe's webhooks", () => {
  it('is the hex HMAC of time, full stop and body, keyed with the whole text of the secret', () => {
    const { sandbox } = createReceiver();
    const request = sandbox.webhook(happened, endpoint);
    const expected = createHmac('sha256', 'whsec_0123456789abcdefghij')
      .update('1767225600.')
      .update(request.rawBody)
      .digest('hex');
    expect(signatureOf(request)).toBe(`t=1767225600,v1=${expected}`);
  });

  it('lets an event in, also after a trip over HTTP', async () => {
    const { sandbox, connector } = createReceiver();
    const request = await readWebhookRequest(toRequest(sandbox.webhook(happened, endpoint)));
    const { events, reply } = await receiveWith(connector, request);
    expect(events).toHaveLength(1);
    expect(reply.status).toBe(200);
  });

  it('is one of several while a secret is rolled, and other schemes beside it are passed over', async () => {
    const { sandbox, connector } = createReceiver();
    const request = sandbox.webhook(happened, endpoint);
    const [time, right] = signatureOf(request).split(',');
    const wrong = `v1=${'0'.repeat(64)}`;
    const rolled = withSignature(request, `${time},${wrong},${right},v0=${'f'.repeat(64)}`);
    expect((await receiveWith(connector, rolled)).events).toHaveLength(1);
  });

  it('is accepted with the old secret as long as it is configured', async () => {
    const rolling = createReceiver({ webhookSecret: ['whsec_new', webhookSecret] });
    expect((await rolling.receive(happened)).events).toHaveLength(1);
    const rolled = createReceiver({ webhookSecret: 'whsec_new' });
    await expect(rolled.receive(happened)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
  });

  it.each([
    [
      'a changed body',
      (request: WebhookRequest) => ({ ...request, rawBody: Buffer.from('{}') }),
      'webhook.signature_invalid',
    ],
    [
      'no signature',
      ({ headers: { 'stripe-signature': _, ...headers }, ...rest }: WebhookRequest) => ({ ...rest, headers }),
      'webhook.signature_missing',
    ],
    [
      'a signature of another scheme only',
      (request: WebhookRequest) => withSignature(request, signatureOf(request).replace('v1=', 'v0=')),
      'webhook.signature_missing',
    ],
    [
      'no time',
      (request: WebhookRequest) => withSignature(request, signatureOf(request).replace(/^t=\d+,/, '')),
      'webhook.signature_missing',
    ],
    [
      'two times',
      (request: WebhookRequest) => withSignature(request, `t=1,${signatureOf(request)}`),
      'webhook.signature_invalid',
    ],
    [
      'upper-case hex',
      (request: WebhookRequest) =>
        withSignature(
          request,
          signatureOf(request).replace(/v1=.*/, (text) => `v1=${text.slice(3).toUpperCase()}`),
        ),
      'webhook.signature_invalid',
    ],
  ])('refuses %s', async (_, change, code) => {
    const { sandbox, connector } = createReceiver();
    const request = change(sandbox.webhook(happened, endpoint));
    await expect(receiveWith(connector, request)).rejects.toThrow(expect.objectContaining({ code }));
  });

  it.each([-301_000, 301_000])('refuses a time that is %i ms away', async (awayMs) => {
    const { clock, sandbox, connector } = createReceiver();
    const request = sandbox.webhook(happened, endpoint);
    clock.jumpTo(clock.now() + awayMs);
    await expect(receiveWith(connector, request)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.timestamp_stale' }),
    );
  });

  it('cannot be checked without a secret, which is said so', async () => {
    const { sandbox, connector } = createReceiver({ webhookSecret: undefined });
    await expect(receiveWith(connector, sandbox.webhook(happened, endpoint))).rejects.toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
  });
});
