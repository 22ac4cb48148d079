import { type Received, touchpointCatalogue, type WebhookRequest } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { describe, expect, test } from 'vitest';
import { deliveryStatus, feedback } from '../mime/fixtures/reports.ts';
import { type SmtpConfig, smtp } from './index.ts';

const nowMs = Date.UTC(2026, 10, 21, 9, 30);
const bearerToken = 'token-sentinel-0001';
const url = 'https://shop.example.com/connectors/smtp/webhook';

const connectorOf = (inbound: SmtpConfig['inbound'] = { bearerToken }) =>
  smtp({ host: 'mail.example.com', ...(inbound && { inbound }) }, { clock: manualClock(nowMs) });

const letter = `Received: by mx.acme.example.com; Sat, 21 Nov 2026 09:29:00 +0000
Authentication-Results: mx.acme.example.com; spf=pass; dkim=pass header.d=example.com; dmarc=pass
From: Ada Lovelace <ada@example.com>
To: support@acme.example.com
Subject: Re: Your order
Message-ID: <CAF5x1842@mail.example.com>
In-Reply-To: <14c5@acme.example.com>
References: <1@acme.example.com> <14c5@acme.example.com>

The lid is chipped.
`.replaceAll('\n', '\r\n');

const post = (
  body: string | Uint8Array = letter,
  headers: Record<string, string> = {},
  at = url,
): WebhookRequest => ({
  method: 'POST',
  url: at,
  headers: {
    'content-type': 'message/rfc822',
    authorization: `Bearer ${bearerToken}`,
    'x-envelope-from': 'ada@example.com',
    'x-envelope-to': 'support@acme.example.com',
    ...headers,
  },
  rawBody: Buffer.from(body),
});

const receive = async (
  request: WebhookRequest,
  inbound?: SmtpConfig['inbound'],
): Promise<Received & { data: Record<string, unknown> }> => {
  const received = await connectorOf(inbound).receive?.(request);
  if (!received) throw new TypeError('It takes no webhooks.');
  for (const event of received.events) touchpointCatalogue.parse(JSON.stringify(event));
  return { ...received, data: JSON.parse(JSON.stringify(received.events[0]?.data ?? {})) };
};

describe('an e-mail that the mail server posts', () => {
  test('is told with its envelope, its thread and what the server found out', async () => {
    const { events, data, failed } = await receive(post(), {
      bearerToken,
      authservId: 'mx.acme.example.com',
    });
    expect(failed).toEqual([]);
    expect(events).toMatchObject([
      {
        type: 'email.received',
        source: '/connectors/smtp',
        time: '2026-11-21T09:29:00.000Z',
        subject: '<CAF5x1842@mail.example.com>',
      },
    ]);
    expect(data).toMatchObject({
      customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
      messageId: '<CAF5x1842@mail.example.com>',
      from: { address: 'ada@example.com', name: 'Ada Lovelace' },
      to: [{ address: 'support@acme.example.com' }],
      text: 'The lid is chipped.\n',
      inReplyTo: '<14c5@acme.example.com>',
      references: ['<1@acme.example.com>', '<14c5@acme.example.com>'],
      envelope: { from: 'ada@example.com', to: ['support@acme.example.com'] },
      authentication: { spf: 'pass', dkim: 'pass', dmarc: 'pass' },
      isAutomatic: false,
      sizeBytes: letter.length,
    });
  });

  test('says nothing of the sender where the config names no server that is believed', async () => {
    expect((await receive(post())).data).not.toHaveProperty('authentication');
  });

  test('is the same event when it is posted again, and another for another recipient', async () => {
    const idOf = async (request: WebhookRequest) => (await receive(request)).events[0]?.id;
    const id = await idOf(post());
    expect(await idOf(post())).toBe(id);
    expect(await idOf(post(letter, { 'x-envelope-to': 'sales@acme.example.com' }))).not.toBe(id);
    // Anyone can choose a Message-ID.
    expect(await idOf(post(letter.replace('chipped', 'broken')))).not.toBe(id);
  });

  test.each([
    ['in headers', post(letter, { 'x-envelope-to': 'a@acme.example.com, <b@acme.example.com>' })],
    [
      'in the query',
      (() => {
        const { headers, ...request } = post(
          letter,
          {},
          `${url}?from=ada%40example.com&to=a%40acme.example.com&to=b%40acme.example.com`,
        );
        const { 'x-envelope-from': _from, 'x-envelope-to': _to, ...others } = headers;
        return { ...request, headers: others };
      })(),
    ],
  ] satisfies [string, WebhookRequest][])('has its envelope %s', async (_, request) => {
    expect((await receive(request)).data).toMatchObject({
      envelope: { from: 'ada@example.com', to: ['a@acme.example.com', 'b@acme.example.com'] },
    });
  });

  test.each([
    ['', ''],
    ['<>', ''],
    ['MAILER-DAEMON', ''],
    ['<ada@example.com>', 'ada@example.com'],
  ])('of the sender %j has %j', async (sender, from) => {
    expect((await receive(post(letter, { 'x-envelope-from': sender }))).data).toMatchObject({
      envelope: { from },
    });
  });

  test('from nobody comes from the one whom the envelope names', async () => {
    expect((await receive(post(letter.replace(/From: .*\r\n/, '')))).data).toMatchObject({
      from: { address: 'ada@example.com' },
    });
  });

  test('that says no time came when it was posted, and without a Message-ID has the id of its event', async () => {
    const { events, data } = await receive(post('From: ada@example.com\r\n\r\nHi'));
    expect(events[0]?.time).toBe('2026-11-21T09:30:00.000Z');
    expect([data.messageId, events[0]?.subject]).toEqual([events[0]?.id, events[0]?.id]);
  });

  test('of 10 MB is taken, and one beyond the limit is not', async () => {
    const file = `From: a@b.example\r\nContent-Type: a/b\r\nContent-Transfer-Encoding: base64\r\n\r\n${'A'.repeat(10_000_000)}`;
    expect((await receive(post(file))).data).toMatchObject({ attachments: [{ sizeBytes: 7_500_000 }] });
    await expect(receive(post(new Uint8Array(33 * 1_024 * 1_024)))).rejects.toThrow(
      expect.objectContaining({ code: 'webhook.body_too_large' }),
    );
  });

  test.each([
    ['empty', post('')],
    ['JSON', post('{"from":"ada@example.com"}')],
    ['of another content type', post(letter, { 'content-type': 'application/x-www-form-urlencoded' })],
    ['without a content type', post(letter, { 'content-type': '' })],
  ] satisfies [string, WebhookRequest][])('that is %s is kept as failed', async (_, request) => {
    expect(await receive(request)).toMatchObject({
      events: [],
      failed: [{ error: { code: 'webhook.body_malformed' } }],
    });
  });
});

describe('a report that the mail server posts', () => {
  test('of a bounce is told', async () => {
    const report = { recipient: 'ada@example.com', action: 'failed', status: '5.1.1' };
    const { events } = await receive(post(deliveryStatus([report]), { 'x-envelope-from': '' }));
    expect(events).toMatchObject([
      { type: 'email.bounced', correlationid: 'route-1:evt-9', data: { recipient: 'ada@example.com' } },
    ]);
  });

  test.each([
    ['delayed', 'email.deferred'],
    ['delivered', 'email.delivered'],
    ['relayed', 'email.sent'],
  ])('of what was %s is told', async (action, type) => {
    const report = { recipient: 'ada@example.com', action, status: '4.4.1' };
    expect((await receive(post(deliveryStatus([report])))).events).toMatchObject([{ type }]);
  });

  test('of a complaint is told', async () => {
    const { events } = await receive(post(feedback('Feedback-Type: abuse\n')));
    expect(events.map(({ type }) => type)).toEqual(['email.complained', 'email.complained']);
  });

  test('about nobody is kept as failed', async () => {
    expect(await receive(post(deliveryStatus([])))).toMatchObject({
      failed: [{ error: { code: 'webhook.payload_invalid' } }],
    });
  });
});

describe('the mail server', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

  test('is believed with the token of the config, the old and the new one', async () => {
    const inbound = { bearerToken: ['token-old-0001', 'token-new-0001'] };
    for (const token of inbound.bearerToken)
      await expect(
        receive(post(letter, { authorization: `Bearer ${token}` }), inbound),
      ).resolves.toMatchObject({ failed: [] });
  });

  test('is believed with user and password', async () => {
    const inbound = { basicAuth: 'mta:password-0001' };
    await expect(
      receive(post(letter, { authorization: basic('mta:password-0001') }), inbound),
    ).resolves.toMatchObject({ failed: [] });
  });

  test('is believed either way where the config names both', async () => {
    const inbound = { bearerToken, basicAuth: 'mta:password-0001' };
    for (const authorization of [`Bearer ${bearerToken}`, basic('mta:password-0001')])
      await expect(receive(post(letter, { authorization }), inbound)).resolves.toMatchObject({ failed: [] });
  });

  test.each([
    ['a wrong token', 'Bearer token-guess', { bearerToken }, 'webhook.signature_invalid'],
    ['no token', '', { bearerToken }, 'webhook.signature_missing'],
    ['a wrong password', basic('mta:guess'), { basicAuth: 'mta:right' }, 'webhook.signature_invalid'],
    ['a token for a password', `Bearer mta:right`, { basicAuth: 'mta:right' }, 'webhook.signature_'],
    ['a password for a token', basic(bearerToken), { bearerToken }, 'webhook.signature_'],
  ])('with %s is refused', async (_, authorization, inbound, code) => {
    await expect(receive(post(letter, { authorization }), inbound)).rejects.toThrow(
      expect.objectContaining({
        code: expect.stringContaining(code),
        message: expect.not.stringContaining('sentinel'),
      }),
    );
  });

  test('is refused for now where the config says nothing of it', async () => {
    const connector = smtp({ host: 'mail.example.com' });
    await expect(connector.receive?.(post())).rejects.toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining('inbound') }),
    );
  });
});
