import { createVerify, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { RawResponse, Send, WebhookRequest } from '@touchline/core';
import { describe, expect, it } from 'vitest';
import { createPair, endpoint, receiveWith, webhookId } from './fixtures/harness.ts';
import resources from './fixtures/resources.json' with { type: 'json' };
import { certificates } from './sandbox/certificates.ts';

const { capture } = resources;

const happened = { type: 'PAYMENT.CAPTURE.COMPLETED', resource: capture };
const certsUrl = 'https://api.sandbox.paypal.com/v1/notifications/certs/';
const code = (name: string) => expect.objectContaining({ code: name });
const invalid = code('webhook.signature_invalid');

const withHeader = (request: WebhookRequest, name: string, value: string | undefined): WebhookRequest => {
  const { [name]: _, ...headers } = request.headers;
  return { ...request, headers: value === undefined ? headers : { ...headers, [name]: value } };
};

/** Counts the fetches of certificates, and may answer them itself. */
const watching = (answer?: (url: string) => Promise<RawResponse | undefined>) => {
  const fetched: { url: string; authorization: string | undefined }[] = [];
  const around =
    (send: Send): Send =>
    async (request, options) => {
      if (!request.url.includes('/certs/')) return send(request, options);
      fetched.push({ url: request.url, authorization: request.headers.authorization });
      return (await answer?.(request.url)) ?? send(request, options);
    };
  return { fetched, around };
};

describe('the signature of PayPal’s webhooks', () => {
  it('is RSA-SHA256 over transmission, time, webhook and the CRC-32 of the raw body', () => {
    const { sandbox } = createPair();
    const request = sandbox.webhook(happened, { ...endpoint, transmissionId: 't-1' });
    const verifier = createVerify('sha256').update(
      `t-1|2026-01-01T00:00:00.000Z|${webhookId}|${crc32(request.rawBody)}`,
    );
    const key = new X509Certificate(certificates.sandbox).publicKey;
    expect(verifier.verify(key, request.headers['paypal-transmission-sig'] ?? '', 'base64')).toBe(true);
  });

  it('lets an event in, and is answered 200', async () => {
    const { events, reply } = await createPair().receive(happened);
    expect(events).toMatchObject([{ type: 'payment.succeeded' }]);
    expect(reply.status).toBe(200);
  });

  it('is over the bytes as they came, a byte order mark and blanks included', async () => {
    const { sandbox, connector } = createPair();
    const body = `\ufeff${JSON.stringify(sandbox.events[0] ?? { id: 'WH-1', event_type: 'X', resource: {} })}\r\n`;
    expect((await receiveWith(connector, sandbox.sign(body, endpoint))).ignored).toEqual(['X']);
  });

  it.each<[string, (request: WebhookRequest) => WebhookRequest, unknown]>([
    ['a changed body', (request) => ({ ...request, rawBody: Buffer.from('{}') }), invalid],
    ['another transmission', (request) => withHeader(request, 'paypal-transmission-id', 'other'), invalid],
    ['a bar in the transmission', (request) => withHeader(request, 'paypal-transmission-id', 'a|b'), invalid],
    [
      'another time',
      (request) => withHeader(request, 'paypal-transmission-time', '2026-01-01T00:00:01Z'),
      invalid,
    ],
    ['another algorithm', (request) => withHeader(request, 'paypal-auth-algo', 'SHA1withRSA'), invalid],
    ['a signature that is none', (request) => withHeader(request, 'paypal-transmission-sig', '!'), invalid],
    ['two signatures', (request) => withHeader(request, 'paypal-transmission-sig', 'a, b'), invalid],
    ...[
      'paypal-auth-algo',
      'paypal-cert-url',
      'paypal-transmission-id',
      'paypal-transmission-sig',
      'paypal-transmission-time',
    ].map((name): [string, (request: WebhookRequest) => WebhookRequest, unknown] => [
      `no ${name}`,
      (request) => withHeader(request, name, undefined),
      code('webhook.signature_missing'),
    ]),
  ])('refuses %s', async (_, change, error) => {
    const { sandbox, connector } = createPair();
    await expect(receiveWith(connector, change(sandbox.webhook(happened, endpoint)))).rejects.toThrow(error);
  });

  it('is for one webhook, or for either while one takes over from another', async () => {
    const both = createPair({ webhookId: ['2JE4291016473214C', webhookId] });
    expect((await both.receive(happened)).events).toHaveLength(1);
    await expect(createPair({ webhookId: '2JE4291016473214C' }).receive(happened)).rejects.toThrow(invalid);
    await expect(createPair({ webhookId: undefined }).receive(happened)).rejects.toThrow(
      code('config.invalid'),
    );
  });

  it('may be as old as PayPal’s last attempt, and no older, and not of the future', async () => {
    const { clock, sandbox, connector } = createPair();
    const request = sandbox.webhook(happened, endpoint);
    const at = (ms: number) => {
      clock.jumpTo(Date.UTC(2026, 0, 1) + ms);
      return receiveWith(connector, request);
    };
    const dayMs = 86_400_000;
    expect((await at(4 * dayMs)).events).toHaveLength(1);
    await expect(at(4 * dayMs + 1)).rejects.toThrow(code('webhook.timestamp_stale'));
    expect((await at(-300_000)).events).toHaveLength(1);
    await expect(at(-300_001)).rejects.toThrow(code('webhook.timestamp_stale'));
  });

  it('of a new attempt is another, and the event the same', async () => {
    const { sandbox, connector } = createPair();
    const event = { ...happened, id: 'WH-1' };
    const ids = await Promise.all(
      ['t-1', 't-2'].map(async (transmissionId) => {
        const request = sandbox.webhook(event, { ...endpoint, transmissionId });
        return (await receiveWith(connector, request)).events[0]?.id;
      }),
    );
    expect(ids).toEqual(['WH-1', 'WH-1']);
  });
});

describe('the certificate', () => {
  it.each([
    'https://evil.example.com/v1/notifications/certs/sandbox',
    'https://api.sandbox.paypal.com.evil.example.com/v1/notifications/certs/sandbox',
    'https://api.sandbox.paypal.com@evil.example.com/v1/notifications/certs/sandbox',
    'https://evil-api.sandbox.paypal.com/v1/notifications/certs/sandbox',
    'http://api.sandbox.paypal.com/v1/notifications/certs/sandbox',
    'https://api.sandbox.paypal.com:8443/v1/notifications/certs/sandbox',
    'https://api.sandbox.paypal.com/v1/notifications/certs/../../../redirect',
    'https://api.paypal.com/v1/notifications/certs/live',
    'https://169.254.169.254/v1/notifications/certs/sandbox',
    'file:///v1/notifications/certs/sandbox',
    'not a URL',
  ])('is never fetched from %s', async (certUrl) => {
    const { around, fetched } = watching();
    const { sandbox, connector } = createPair({}, { around });
    const request = sandbox.webhook(happened, { ...endpoint, certUrl });
    await expect(receiveWith(connector, request)).rejects.toThrow(invalid);
    expect(fetched).toEqual([]);
  });

  it('is not fetched for what is stale', async () => {
    const { around, fetched } = watching();
    const { sandbox, connector, clock } = createPair({}, { around });
    const request = sandbox.webhook(happened, endpoint);
    clock.jumpTo(Date.UTC(2027, 0, 1));
    await expect(receiveWith(connector, request)).rejects.toThrow(code('webhook.timestamp_stale'));
    expect(fetched).toEqual([]);
  });

  it('is fetched once for all that come at a time, without a token, and again after a day', async () => {
    const { around, fetched } = watching();
    const { sandbox, connector, clock } = createPair({}, { around });
    const requests = [1, 2, 3].map(() => sandbox.webhook(happened, endpoint));
    await Promise.all(requests.map((request) => receiveWith(connector, request)));
    await receiveWith(connector, sandbox.webhook(happened, endpoint));
    expect(fetched).toEqual([{ url: `${certsUrl}sandbox`, authorization: undefined }]);
    clock.jumpTo(clock.now() + 86_400_000);
    await receiveWith(connector, sandbox.webhook(happened, endpoint));
    expect(fetched).toHaveLength(2);
  });

  it('may be replaced by PayPal at any time: a new URL is a new certificate', async () => {
    const { around, fetched } = watching(async (url) =>
      url.endsWith('next')
        ? { status: 200, headers: {}, body: Buffer.from(certificates.sandbox) }
        : undefined,
    );
    const { sandbox, connector } = createPair({}, { around });
    for (const name of ['sandbox', 'next', 'sandbox', 'next']) {
      const request = sandbox.webhook(happened, { ...endpoint, certUrl: certsUrl + name });
      expect((await receiveWith(connector, request)).events).toHaveLength(1);
    }
    expect(fetched).toHaveLength(2);
  });

  it('must bear the name that PayPal signs with, of the same environment', async () => {
    const { sandbox, connector } = createPair();
    for (const name of ['stranger', 'live']) {
      const request = sandbox.webhook(happened, { ...endpoint, certUrl: certsUrl + name });
      await expect(receiveWith(connector, request)).rejects.toThrow(invalid);
    }
    const live = createPair({ environment: 'live' });
    const certUrl = 'https://api.paypal.com/v1/notifications/certs/live';
    const request = live.sandbox.webhook(happened, { ...endpoint, certUrl });
    expect((await receiveWith(live.connector, request)).events).toHaveLength(1);
    await expect(receiveWith(live.connector, live.sandbox.webhook(happened, endpoint))).rejects.toThrow(
      invalid,
    );
  });

  it('must lead to a root that is trusted, which that of the sandbox is not by itself', async () => {
    await expect(createPair({ webhookRoots: undefined }).receive(happened)).rejects.toThrow(invalid);
  });

  it('that is not there makes the signature invalid; that cannot be fetched now makes PayPal come again', async () => {
    const missing = createPair();
    const certUrl = `${certsUrl}nobody`;
    const request = missing.sandbox.webhook(happened, { ...endpoint, certUrl });
    await expect(receiveWith(missing.connector, request)).rejects.toThrow(invalid);

    let isDown = true;
    const { around } = watching(async () =>
      isDown ? { status: 503, headers: {}, body: new Uint8Array() } : undefined,
    );
    const { connector, sandbox } = createPair({}, { around });
    const webhook = sandbox.webhook(happened, endpoint);
    await expect(receiveWith(connector, webhook)).rejects.toThrow(
      expect.objectContaining({ code: 'http.server_error', disposition: 'retry' }),
    );
    isDown = false;
    expect((await receiveWith(connector, webhook)).events).toHaveLength(1);
  });

  it('is asked for a few times at once, however many URLs are made up', async () => {
    const { around, fetched } = watching(() => new Promise(() => {}));
    const { connector, sandbox } = createPair({}, { around });
    const send = (name: string) =>
      receiveWith(connector, sandbox.webhook(happened, { ...endpoint, certUrl: certsUrl + name }));
    const waiting = ['a', 'b', 'c', 'd'].map((name) => send(name).catch(() => undefined));
    await expect(send('e')).rejects.toThrow(code('http.rate_limited'));
    expect(fetched).toHaveLength(4);
    void waiting;
  });
});
