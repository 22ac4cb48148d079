import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { verifySignature, type WebhookRequest } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { apiKey, noonMs, webhookUrl as url } from './fixtures/connected-sandbox.ts';
import { type SendgridConfig, sendgrid } from './index.ts';
import { sendgridSandbox } from './sandbox.ts';
import { eventWebhookScheme } from './verify.ts';

const hourMs = 60 * 60 * 1_000;
const clock = manualClock(noonMs);
const sandbox = sendgridSandbox({ apiKey, clock });
const other = sendgridSandbox({ apiKey, clock });
const connectorOf = (config: Partial<SendgridConfig>, nowMs = noonMs) =>
  sendgrid({ apiKey, ...config }, { clock: manualClock(nowMs) });

const events = sandbox.webhook({ event: 'delivered', messageId: 'LRzXl_NHStOGhQ4kofSm_A' }, { url });
const letter = {
  from: 'Ada <ada@example.com>',
  to: 'support@acme.example.com',
  subject: 'Hello',
  text: 'Hi',
};
const mail = sandbox.inboundMail(letter, { url });

const tampered = (request: WebhookRequest): WebhookRequest => {
  const rawBody = Uint8Array.from(request.rawBody);
  rawBody[10] = (rawBody[10] ?? 0) ^ 1;
  return { ...request, rawBody };
};
const without = (request: WebhookRequest, name: string): WebhookRequest => ({
  ...request,
  headers: Object.fromEntries(Object.entries(request.headers).filter(([key]) => key !== name)),
});
const signatureHeader = 'x-twilio-email-event-webhook-signature';
const timestampHeader = 'x-twilio-email-event-webhook-timestamp';

describe('the Event Webhook', () => {
  const connector = connectorOf({ webhookPublicKey: sandbox.publicKey });

  test('signed with the key of the config is taken', async () => {
    const { events: received, failed } = (await connector.receive?.(events)) ?? {};
    expect([received?.map(({ type }) => type), failed]).toEqual([['email.delivered'], []]);
  });

  test.each([
    ['with a changed body', tampered(events), 'webhook.signature_invalid'],
    [
      'without the line break at its end',
      { ...events, rawBody: events.rawBody.subarray(0, -2) },
      'webhook.signature_invalid',
    ],
    [
      'signed with another key',
      other.webhook({ event: 'open', messageId: 'a' }, { url }),
      'webhook.signature_invalid',
    ],
    ['without a signature', without(events, signatureHeader), 'webhook.signature_missing'],
    ['without a time', without(events, timestampHeader), 'webhook.signature_missing'],
    [
      'with another time than was signed',
      { ...events, headers: { ...events.headers, [timestampHeader]: String(noonMs / 1_000 + 1) } },
      'webhook.signature_invalid',
    ],
    [
      'with a signature that is no signature',
      { ...events, headers: { ...events.headers, [signatureHeader]: 'AAAA' } },
      'webhook.signature_invalid',
    ],
  ] satisfies [string, WebhookRequest, string][])('%s is refused', async (_, request, code) => {
    await expect(connector.receive?.(request)).rejects.toThrow(expect.objectContaining({ code }));
  });

  test('repeated within the 24 hours that SendGrid repeats it is taken, later it is not', async () => {
    const config = { webhookPublicKey: sandbox.publicKey };
    await expect(connectorOf(config, noonMs + 24 * hourMs).receive?.(events)).resolves.toBeDefined();
    await expect(connectorOf(config, noonMs + 24 * hourMs + 1_000).receive?.(events)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.timestamp_stale' }),
    );
  });

  test('signed with the old or the new key is taken while the key is rotated', async () => {
    const rotating = connectorOf({ webhookPublicKey: [other.publicKey, sandbox.publicKey] });
    await expect(rotating.receive?.(events)).resolves.toMatchObject({ failed: [] });
    await expect(
      rotating.receive?.(other.webhook({ event: 'open', messageId: 'a' }, { url })),
    ).resolves.toMatchObject({ failed: [] });
  });

  test('is answered with a status on which SendGrid tries again, while there is no key in the config', async () => {
    await expect(connectorOf({}).receive?.(events)).rejects.toThrow(
      expect.objectContaining({
        code: 'config.invalid',
        message: expect.stringContaining('webhookPublicKey'),
      }),
    );
  });

  test('a key of another curve is found out as a wrong config', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    await expect(connectorOf({ webhookPublicKey: key }).receive?.(events)).rejects.toThrow(
      expect.objectContaining({ code: 'config.invalid' }),
    );
  });
});

describe('Inbound Parse', () => {
  test('without a word in the config is refused, signed or not', async () => {
    const connector = connectorOf({ webhookPublicKey: sandbox.publicKey });
    for (const request of [mail, sandbox.inboundMail(letter, { url, basicAuth: 'a:b' })])
      await expect(connector.receive?.(request)).rejects.toThrow(
        expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining('inboundParse') }),
      );
  });

  test('signed with the key of its policy is taken for 72 hours', async () => {
    const config = { inboundParse: { publicKey: [other.publicKey, sandbox.publicKey] } };
    await expect(connectorOf(config, noonMs + 72 * hourMs).receive?.(mail)).resolves.toMatchObject({
      failed: [],
    });
    await expect(connectorOf(config, noonMs + 73 * hourMs).receive?.(mail)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.timestamp_stale' }),
    );
    await expect(connectorOf(config).receive?.(tampered(mail))).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
  });

  test('with the right user and password is taken where the config says so', async () => {
    const connector = connectorOf({ inboundParse: { basicAuth: ['parse:old', 'parse:new'] } });
    const withPassword = (basicAuth: string) => sandbox.inboundMail(letter, { url, basicAuth });
    for (const basicAuth of ['parse:old', 'parse:new'])
      await expect(connector.receive?.(withPassword(basicAuth))).resolves.toMatchObject({ failed: [] });
    await expect(connector.receive?.(withPassword('parse:guess'))).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_invalid' }),
    );
    await expect(connector.receive?.(mail)).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.signature_missing' }),
    );
  });

  test('needs both where the config names both', async () => {
    const connector = connectorOf({
      inboundParse: { publicKey: sandbox.publicKey, basicAuth: 'parse:secret' },
    });
    const authorization = `Basic ${Buffer.from('parse:secret').toString('base64')}`;
    const both = { ...mail, headers: { ...mail.headers, authorization } };
    await expect(connector.receive?.(both)).resolves.toMatchObject({ failed: [] });
    await expect(connector.receive?.(mail)).rejects.toThrow('authorization');
    await expect(
      connector.receive?.(sandbox.inboundMail(letter, { url, basicAuth: 'parse:secret' })),
    ).rejects.toThrow(signatureHeader);
  });

  test('has a key of its own: that of the events does not open its door, nor the other way round', async () => {
    const connector = connectorOf({
      webhookPublicKey: sandbox.publicKey,
      inboundParse: { publicKey: other.publicKey },
    });
    const invalid = expect.objectContaining({ code: 'webhook.signature_invalid' });
    await expect(connector.receive?.(mail)).rejects.toThrow(invalid);
    await expect(
      connector.receive?.(other.webhook({ event: 'open', messageId: 'a' }, { url })),
    ).rejects.toThrow(invalid);
    await expect(connector.receive?.(other.inboundMail(letter, { url }))).resolves.toMatchObject({
      failed: [],
    });
  });
});

const vectors = new URL('../../../../../shared/webhook-corpus/known-answer-vectors.json', import.meta.url);

describe.skipIf(!existsSync(vectors))('the published vector (skipped without ../shared)', () => {
  test('verifies, and not without its line break', () => {
    const all: Record<string, string>[] = existsSync(vectors)
      ? JSON.parse(readFileSync(vectors, 'utf8'))
      : [];
    const {
      publicKey = '',
      signature = '',
      timestamp = '',
      body = '',
    } = all.find(({ vendor }) => vendor === 'sendgrid') ?? {};
    const request: WebhookRequest = {
      method: 'POST',
      url,
      headers: { [signatureHeader]: signature, [timestampHeader]: timestamp },
      rawBody: Buffer.from(body),
    };
    const options = { secrets: publicKey, clock: manualClock(Number(timestamp) * 1_000) };
    expect(verifySignature(eventWebhookScheme, request, options).signedAtMs).toBe(1_600_112_502_000);
    const trimmed = { ...request, rawBody: Buffer.from(body.trimEnd()) };
    expect(() => verifySignature(eventWebhookScheme, trimmed, options)).toThrow('does not match');
  });
});
