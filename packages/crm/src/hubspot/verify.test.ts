import { signRequest, type WebhookRequest } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clientSecret,
  hubspotAccount,
  receiveWith,
  startMs,
  webhookUrl,
} from './fixtures/hubspot-account.ts';
import { hubspot } from './index.ts';
import { signatureV1, signatureV3 } from './verify.ts';

let account: Awaited<ReturnType<typeof hubspotAccount>>;

beforeAll(async () => {
  account = await hubspotAccount();
});
afterAll(() => account.close());

const creation = { subscriptionType: 'contact.creation', objectId: 123 };
const webhook = (signature: 'v1' | 'v2' | 'v3' = 'v3', url = webhookUrl) =>
  account.sandbox.webhook(creation, { url, signature });
const receive = async (request: WebhookRequest) => {
  const { events } = await receiveWith(account.connector, request);
  return events.map(({ type }) => type);
};
const withHeaders = (request: WebhookRequest, headers: Record<string, string>): WebhookRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});
const tampered = (request: WebhookRequest): WebhookRequest => ({
  ...request,
  rawBody: Buffer.from(Buffer.from(request.rawBody).toString().replace('123', '124')),
});
const without = (request: WebhookRequest, name: string): WebhookRequest => ({
  ...request,
  headers: Object.fromEntries(Object.entries(request.headers).filter(([key]) => key !== name)),
});

/** https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests */
describe('the signatures that HubSpot publishes', () => {
  const published = (body: string, version: string, signature: string): WebhookRequest => ({
    method: 'POST',
    url: 'https://www.example.com/webhook_uri',
    headers: {
      'content-type': 'application/json',
      'x-hubspot-signature-version': version,
      'x-hubspot-signature': signature,
    },
    rawBody: Buffer.from(body),
  });

  test('v1 verifies, and its event is mapped', async () => {
    const body =
      '[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,"subscriptionType":' +
      '"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM","changeFlag":"NEW","appId":54321}]';
    const signature = '232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de';
    expect(await receive(published(body, 'v1', signature))).toEqual(['contact.created']);
  });

  test('v2 verifies', async () => {
    const signature = '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900';
    const { failed } = await receiveWith(
      account.connector,
      published('{"example_field":"example_value"}', 'v2', signature),
    );
    expect(failed.map(({ error }) => error.code)).toEqual(['webhook.payload_invalid']);
  });
});

describe('a webhook', () => {
  test.each(['v1', 'v2', 'v3'] as const)('with a right %s signature is let in', async (version) => {
    expect(await receive(webhook(version))).toEqual(['contact.created']);
  });

  test.each(['v1', 'v2', 'v3'] as const)('with a changed body is refused, signed by %s', async (version) => {
    await expect(receive(tampered(webhook(version)))).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
  });

  test.each(['v2', 'v3'] as const)('to another URL is refused, signed by %s', async (version) => {
    const request = { ...webhook(version), url: 'https://hooks.example.com/webhooks/other' };
    await expect(receive(request)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
  });

  test('signed with another secret is refused', async () => {
    const request = signRequest(signatureV3, webhook(), { secret: 'not-the-secret', now: startMs });
    await expect(receive(request)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
  });

  test('signed more than five minutes ago is refused', async () => {
    const request = signRequest(signatureV3, webhook(), { secret: clientSecret, now: startMs - 300_001 });
    await expect(receive(request)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.timestamp_stale' }),
    );
  });

  test.each([
    ['without any signature', 'x-hubspot-signature-v3'],
    ['without the time that its v3 signature covers', 'x-hubspot-request-timestamp'],
  ])('%s is refused', async (_, header) => {
    await expect(receive(without(webhook(), header))).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_missing' }),
    );
  });

  test('that names no version, or one that is not known, is refused', async () => {
    const request = webhook('v1');
    await expect(receive(without(request, 'x-hubspot-signature-version'))).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_missing' }),
    );
    await expect(receive(withHeaders(request, { 'x-hubspot-signature-version': 'v0' }))).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
  });

  test.each([
    ['a wrong', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='],
    ['an empty', ''],
  ])('with %s v3 signature is refused, however right its v1 signature is', async (_, signature) => {
    const request = withHeaders(webhook('v1'), {
      'x-hubspot-signature-v3': signature,
      'x-hubspot-request-timestamp': String(startMs),
    });
    await expect(receive(request)).rejects.toThrow(/signature/);
  });

  test('with a stale v3 signature is refused, however right its v1 signature is', async () => {
    const stale = signRequest(signatureV3, webhook('v1'), { secret: clientSecret, now: startMs - 600_000 });
    await expect(receive(stale)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.timestamp_stale' }),
    );
  });

  test('may have escapes in its URL, which HubSpot resolves before it signs', async () => {
    const url = `${webhookUrl}?tenant=a%2Fb%3a%40&next=c%20d%26`;
    const resolved = `${webhookUrl}?tenant=a/b:@&next=c%20d%26`;
    const { headers, rawBody } = webhook('v3', resolved);
    expect(await receive({ method: 'POST', url, headers, rawBody })).toEqual(['contact.created']);
  });

  test('signed with the secret that is being rotated out is let in still', async () => {
    const rotating = hubspot(
      { accessToken: 'x', clientSecret: ['new-secret', clientSecret] },
      { clock: account.clock },
    );
    const { events } = await receiveWith(rotating, webhook());
    expect(events).toHaveLength(1);
    await rotating.close();
  });
});

describe('a connector', () => {
  test('that demands v3 refuses the elder signatures', async () => {
    const strict = hubspot(
      { accessToken: 'x', clientSecret, requireSignatureV3: true },
      { clock: account.clock },
    );
    await expect(receiveWith(strict, webhook('v1'))).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_missing' }),
    );
    await expect(receiveWith(strict, webhook('v3'))).resolves.toMatchObject({ failed: [] });
    await strict.close();
  });

  test('behind a proxy verifies over publicUrl, with the query that HubSpot called', async () => {
    const publicUrl = 'https://hooks.example.com/webhooks/hubspot';
    const behindProxy = hubspot({ accessToken: 'x', clientSecret, publicUrl }, { clock: account.clock });
    const inside = { ...webhook('v3', `${publicUrl}?shop=1`), url: 'http://10.0.0.7:8080/in?shop=1' };
    expect((await receiveWith(behindProxy, inside)).events).toHaveLength(1);
    await expect(receiveWith(account.connector, inside)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
    await behindProxy.close();
  });

  test('without a client secret takes no webhook, not even one that is signed with nothing', async () => {
    const sender = hubspot({ accessToken: 'x' }, { clock: account.clock });
    const request = signRequest({ ...signatureV1, signed: 'x{secret}{body}' }, webhook('v1'), {
      secret: 'undefined',
      now: startMs,
    });
    await expect(receiveWith(sender, request)).rejects.toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
    await sender.close();
  });
});
