import { createHmac } from 'node:crypto';
import { readWebhookRequest, signatureOf, toRequest, type WebhookRequest } from '@touchline/core';
import { describe, expect, it } from 'vitest';
import authorisation from './fixtures/authorisation.json' with { type: 'json' };
import { createReceiver, endpoint, hmacKey, receiveWith } from './fixtures/harness.ts';
import transfer from './fixtures/transfer.json' with { type: 'json' };
import { adyenItemSignature } from './verify.ts';

const otherKey = '00'.repeat(32);
const invalid = expect.objectContaining({ code: 'webhook.signature_invalid' });
const missing = expect.objectContaining({ code: 'webhook.signature_missing' });

/** The request with its first item changed. */
const withItem = (
  request: WebhookRequest,
  change: (item: { [name: string]: unknown; additionalData: Record<string, unknown> }) => void,
): WebhookRequest => {
  const body = JSON.parse(Buffer.from(request.rawBody).toString());
  change(body.notificationItems[0].NotificationRequestItem);
  return { ...request, rawBody: Buffer.from(JSON.stringify(body)) };
};

describe('the signature of a notification item', () => {
  it('is that of Adyen’s published example', () => {
    const item = {
      pspReference: '7914073381342284',
      merchantAccountCode: 'TestMerchant',
      merchantReference: 'TestPayment-1407325143704',
      amount: { value: 1130, currency: 'EUR' },
      eventCode: 'AUTHORISATION',
      success: 'true',
    };
    const request = { method: 'POST', url: endpoint.url, headers: {}, rawBody: new Uint8Array() };
    // https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
    expect(signatureOf(adyenItemSignature, request, { secret: hmacKey, now: 0, item })).toBe(
      'coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=',
    );
  });

  it('lets a notification in, also after a trip over HTTP, and is answered [accepted]', async () => {
    const { sandbox, connector } = createReceiver();
    const request = await readWebhookRequest(toRequest(sandbox.signItems([authorisation], endpoint)));
    const { events, reply } = await receiveWith(connector, request);
    expect(events).toHaveLength(2);
    expect(reply).toEqual({ status: 200, headers: { 'content-type': 'text/plain' }, body: '[accepted]' });
  });

  it('covers a reference with a colon in it, and a success that is no text', async () => {
    const { receiveItem } = createReceiver();
    const received = await receiveItem({ ...authorisation, merchantReference: 'shop:1042', success: true });
    expect(received.events[0]?.data).toMatchObject({ orderId: 'shop:1042' });
  });

  it.each<[string, (item: Record<string, unknown>) => void]>([
    ['pspReference', (item) => Object.assign(item, { pspReference: 'X' })],
    ['originalReference', (item) => Object.assign(item, { originalReference: 'X' })],
    ['merchantAccountCode', (item) => Object.assign(item, { merchantAccountCode: 'X' })],
    ['merchantReference', (item) => Object.assign(item, { merchantReference: 'X' })],
    ['amount.value', (item) => Object.assign(item, { amount: { value: 1, currency: 'EUR' } })],
    ['amount.currency', (item) => Object.assign(item, { amount: { value: 4990, currency: 'USD' } })],
    ['eventCode', (item) => Object.assign(item, { eventCode: 'CAPTURE' })],
    ['success', (item) => Object.assign(item, { success: 'false' })],
  ])('does not match once %s is changed', async (_, change) => {
    const { sandbox, connector } = createReceiver();
    const request = withItem(sandbox.signItems([authorisation], endpoint), change);
    await expect(receiveWith(connector, request)).rejects.toThrow(invalid);
  });

  it('does not match once text moves over a colon into the next field', async () => {
    const { sandbox, connector } = createReceiver();
    const item = { ...authorisation, merchantReference: 'a:b' };
    const request = withItem(sandbox.signItems([item], endpoint), (moved) =>
      Object.assign(moved, { merchantAccountCode: 'AcmeECOM:a', merchantReference: 'b' }),
    );
    await expect(receiveWith(connector, request)).rejects.toThrow(invalid);
  });

  it('is demanded of every item of a batch', async () => {
    const { sandbox, connector } = createReceiver();
    const batch = sandbox.signItems([authorisation, { ...authorisation, pspReference: 'B' }], endpoint);
    expect((await receiveWith(connector, batch)).events).toHaveLength(4);
    const body = JSON.parse(Buffer.from(batch.rawBody).toString());
    body.notificationItems.push({ NotificationRequestItem: { ...authorisation, pspReference: 'C' } });
    const forged = { ...batch, rawBody: Buffer.from(JSON.stringify(body)) };
    await expect(receiveWith(connector, forged)).rejects.toThrow(missing);
    body.notificationItems = [];
    const empty = { ...batch, rawBody: Buffer.from(JSON.stringify(body)) };
    await expect(receiveWith(connector, empty)).rejects.toThrow(missing);
  });

  it('is accepted with the old key as long as it is configured, and with no other', async () => {
    expect(
      (await createReceiver({ hmacKey: [otherKey, hmacKey] }).receiveItem(authorisation)).events,
    ).toHaveLength(2);
    await expect(createReceiver({ hmacKey: otherKey }).receiveItem(authorisation)).rejects.toThrow(invalid);
  });

  it.each([
    ['none', undefined, missing],
    ['an empty one', '', missing],
    ['hexadecimal', 'ab'.repeat(32), invalid],
    ['a number', 7, invalid],
  ])('is refused where there is %s', async (_, hmacSignature, error) => {
    const { sandbox, connector } = createReceiver();
    const request = withItem(sandbox.signItems([authorisation], endpoint), ({ additionalData }) => {
      additionalData.hmacSignature = hmacSignature;
    });
    await expect(receiveWith(connector, request)).rejects.toThrow(error);
  });

  it('cannot be checked without a key, or with one that is none, which is said so', async () => {
    const misconfigured = expect.objectContaining({ code: 'config.invalid' });
    await expect(createReceiver({ hmacKey: undefined }).receiveItem(authorisation)).rejects.toThrow(
      misconfigured,
    );
    await expect(createReceiver({ hmacKey: 'no hex' }).receiveItem(authorisation)).rejects.toThrow(
      misconfigured,
    );
  });
});

describe('the signature of other webhooks', () => {
  it('is the base64 HMAC of the raw body, in a header', async () => {
    const { sandbox, connector } = createReceiver();
    const request = sandbox.sign(`${JSON.stringify(transfer)}\r\n`, endpoint);
    const key = Buffer.from(hmacKey, 'hex');
    expect(request.headers.hmacsignature).toBe(
      createHmac('sha256', key).update(request.rawBody).digest('base64'),
    );
    expect((await receiveWith(connector, request)).events).toHaveLength(1);
  });

  it('does not match a changed body, and takes the place of that of items', async () => {
    const { sandbox, connector } = createReceiver();
    const request = sandbox.sign(JSON.stringify(transfer), endpoint);
    const changed = { ...request, rawBody: Buffer.from(JSON.stringify({ ...transfer, type: 'x' })) };
    await expect(receiveWith(connector, changed)).rejects.toThrow(invalid);
    const { hmacsignature: _, ...headers } = request.headers;
    await expect(receiveWith(connector, { ...request, headers })).rejects.toThrow(missing);
    const standard = sandbox.signItems([authorisation], endpoint);
    const twice = { ...standard, headers: { ...standard.headers, hmacsignature: '' } };
    await expect(receiveWith(connector, twice)).rejects.toThrow(missing);
  });
});

describe('basic authentication', () => {
  const credentials = 'adyen:p4ss:w0rd';

  it('is demanded on top where it is configured', async () => {
    const { sandbox, connector } = createReceiver({ webhookCredentials: ['next:one', credentials] });
    const request = sandbox.signItems([authorisation], { ...endpoint, credentials });
    expect((await receiveWith(connector, request)).events).toHaveLength(2);
    const wrong = sandbox.signItems([authorisation], { ...endpoint, credentials: 'adyen:wrong' });
    await expect(receiveWith(connector, wrong)).rejects.toThrow(invalid);
    await expect(receiveWith(connector, sandbox.signItems([authorisation], endpoint))).rejects.toThrow(
      missing,
    );
  });

  it('does not stand in for the signature', async () => {
    const { sandbox, connector } = createReceiver({ webhookCredentials: credentials });
    const forged = sandbox.signItems([authorisation], { ...endpoint, credentials, hmacKey: otherKey });
    await expect(receiveWith(connector, forged)).rejects.toThrow(invalid);
  });
});
