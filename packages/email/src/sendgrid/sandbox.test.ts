import { toRequest } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  apiKey,
  type Connected,
  connectSandbox,
  noonMs,
  webhookUrl as url,
} from './fixtures/connected-sandbox.ts';
import { sendgridSandbox } from './sandbox.ts';

let connected: Connected;
beforeAll(async () => {
  connected = await connectSandbox({}, { verifiedSenders: ['hello@acme.example.com'] });
});
afterAll(() => connected.close());

const body = {
  personalizations: [{ to: [{ email: 'ada@example.com' }] }],
  from: { email: 'hello@acme.example.com' },
  subject: 'Hello',
  content: [{ type: 'text/plain', value: 'Hi' }],
};

const post = async (json: unknown, path = '/v3/mail/send') => {
  const answer = await fetch(`${connected.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: typeof json === 'string' ? json : JSON.stringify(json),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
};

describe('the journey of an e-mail through the sandbox', () => {
  test('what is sent comes back as events that know its id, its metadata and its delivery', async () => {
    const { connector, sandbox } = connected;
    const { messageId } = await connector.actions.sendEmail(
      {
        from: { address: 'hello@acme.example.com' },
        to: [{ address: 'ada@example.com' }],
        subject: 'Your order',
        text: 'On its way.',
        tags: ['shipping'],
        metadata: { orderId: '1042', type: 'receipt' },
      },
      { idempotencyKey: 'delivery-7' },
    );
    expect(sandbox.messages.get(messageId)).toMatchObject({
      recipients: ['ada@example.com'],
      subject: 'Your order',
    });

    const kinds = ['processed', 'deferred', 'delivered', 'open', 'click', 'group_unsubscribe'];
    const webhook = sandbox.webhook(
      kinds.map((event) => ({ event, messageId })),
      { url },
    );
    const received = await connector.receive?.(webhook);
    expect(received?.events.map(({ type }) => type)).toEqual([
      'email.queued',
      'email.deferred',
      'email.delivered',
      'email.opened',
      'email.clicked',
      'email.unsubscribed',
      'contact.opted_out',
    ]);
    const { events = [] } = received ?? {};
    expect(new Set(events.map(({ correlationid }) => correlationid))).toEqual(new Set(['delivery-7']));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    for (const { type, data } of events.filter(({ type }) => type.startsWith('email.')))
      expect([type, data]).toEqual([
        type,
        expect.objectContaining({
          messageId,
          tags: ['shipping'],
          metadata: { orderId: '1042', type: 'receipt' },
          recipient: 'ada@example.com',
        }),
      ]);
  });

  test('a bounce says what it is made to say', async () => {
    const { connector, sandbox } = connected;
    const webhook = sandbox.webhook(
      {
        event: 'bounce',
        messageId: 'abc',
        email: 'b@example.com',
        fields: { type: 'blocked', status: undefined },
      },
      { url },
    );
    const received = await connector.receive?.(webhook);
    expect(received?.events[0]?.data).toMatchObject({ recipient: 'b@example.com', bounce: { kind: 'soft' } });
  });

  test('its webhooks are the bytes that SendGrid would post', async () => {
    const request = toRequest(connected.sandbox.webhook({ event: 'delivered', messageId: 'abc' }, { url }));
    expect(request.headers.get('x-twilio-email-event-webhook-timestamp')).toBe(String(noonMs / 1_000));
    expect(await request.text()).toMatch(/^\[\{"email":"ada@example\.com",.*\}\]\r\n$/);
  });
});

describe('the sandbox', () => {
  test('gives the same ids in each run', async () => {
    const ids = async () => {
      const { fetch: answer } = sendgridSandbox({ apiKey });
      const send = () =>
        answer(
          new Request('http://sandbox.test/v3/mail/send', {
            method: 'POST',
            headers: { authorization: `Bearer ${apiKey}` },
            body: JSON.stringify(body),
          }),
        );
      return [(await send()).headers.get('x-message-id'), (await send()).headers.get('x-message-id')];
    };
    const first = await ids();
    expect(first[0]).toMatch(/^[\w-]{22}$/);
    expect(first[0]).not.toBe(first[1]);
    expect(await ids()).toEqual(first);
  });

  test('answers a good mail with 202, an id and no body', async () => {
    const { status, headers, body: answered } = await post(body);
    expect([status, answered]).toEqual([202, undefined]);
    expect(connected.sandbox.messages.has(headers.get('x-message-id') ?? '')).toBe(true);
  });

  test.each([
    ['no JSON', '{', 400, null],
    ['no recipients', { ...body, personalizations: [] }, 400, 'personalizations'],
    ['no sender', { ...body, from: undefined }, 400, 'from'],
    ['no subject', { ...body, subject: undefined }, 400, 'subject'],
    ['no content', { ...body, content: [] }, 400, 'content'],
    [
      'HTML before text',
      { ...body, content: [{ type: 'text/html', value: 'a' }, ...body.content] },
      400,
      'content',
    ],
    ['a category twice', { ...body, categories: ['a', 'a'] }, 400, 'categories'],
    ['four days ahead', { ...body, send_at: noonMs / 1_000 + 4 * 86_400 }, 400, 'send_at'],
    [
      'a recipient twice',
      { ...body, personalizations: [{ to: [{ email: 'a@b.example' }], cc: [{ email: 'A@b.example' }] }] },
      400,
      'personalizations.0',
    ],
    [
      'too much custom data',
      {
        ...body,
        personalizations: [{ to: [{ email: 'a@b.example' }], custom_args: { a: 'x'.repeat(10_000) } }],
      },
      400,
      'personalizations.0.custom_args',
    ],
    ['a sender who is not verified', { ...body, from: { email: 'eve@example.com' } }, 403, 'from'],
  ])('refuses a mail with %s', async (_, json, status, field) => {
    const answer = await post(json);
    expect([answer.status, answer.body]).toMatchObject([
      status,
      { errors: [{ message: expect.any(String), field }] },
    ]);
  });

  test('refuses a wrong key and an unknown path in SendGrid’s words', async () => {
    const answer = await fetch(`${connected.url}/v3/scopes`, {
      headers: { authorization: 'Bearer SG.wrong' },
    });
    expect([answer.status, await answer.json()]).toMatchObject([401, { errors: [{ field: null }] }]);
    expect((await post({}, '/v3/nowhere')).status).toBe(404);
    for (const json of ['{', {}, [], { recipient_emails: [7] }])
      expect((await post(json, '/v3/asm/suppressions/global')).status).toBe(400);
    expect((await post('{', '/v3/recipients/erasejob')).status).toBe(400);
  });
});
