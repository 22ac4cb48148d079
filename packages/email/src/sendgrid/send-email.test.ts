import type { TouchlineError } from '@touchline/core';
import { manualClock, serveFetch } from '@touchline/testing';
import { afterEach, describe, expect, test } from 'vitest';
import type { SendEmailInput } from '../contract.ts';
import { apiKey, type Connected, connectSandbox, noonMs } from './fixtures/connected-sandbox.ts';
import { sendgrid } from './index.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
const connect = async (...how: Parameters<typeof connectSandbox>): Promise<Connected> => {
  const connected = await connectSandbox(...how);
  opened.push(connected);
  return connected;
};

const mail = {
  from: { address: 'hello@acme.example.com', name: 'Acme' },
  to: [{ address: 'ada@example.com', name: 'Lovelace, Ada; Countess' }],
  subject: 'Your order is on its way',
  text: 'Order 1042 left our house today.',
} satisfies SendEmailInput;

const rejection = (promise: Promise<unknown>): Promise<TouchlineError> =>
  promise.then(
    () => expect.fail('It should have been rejected.'),
    (error: TouchlineError) => error,
  );

describe('sending an e-mail', () => {
  test('makes one request, and gives the id that its events will have', async () => {
    const { connector, sandbox } = await connect({ onBehalfOf: 'eu-shop' });
    const sent = await connector.actions.sendEmail(
      {
        ...mail,
        cc: [{ address: 'charles@example.com' }, { address: 'ADA@example.com' }],
        bcc: [{ address: 'archive@acme.example.com' }, { address: 'charles@example.com' }],
        replyTo: [{ address: 'support@acme.example.com' }],
        html: '<p>Order <b>1042</b></p>',
        attachments: [
          { name: 'invoice.pdf', contentType: 'application/pdf', content: new Uint8Array([1, 2, 3]) },
          { name: 'logo.png', contentType: 'image/png', content: 'AP8=', contentId: 'logo' },
          { name: 'data', content: 'AA==' },
        ],
        headers: { 'List-Unsubscribe': '<https://acme.example.com/u/1>' },
        tags: ['shipping', 'autumn', 'shipping'],
        metadata: { orderId: '1042', status: 'paid', touchline_x: 'y' },
        sendAt: '2026-11-21T10:00:00.900Z',
      },
      { idempotencyKey: 'route-1:evt-9' },
    );

    const [call] = sandbox.calls;
    expect(call).toMatchObject({
      method: 'POST',
      path: '/v3/mail/send',
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
        'on-behalf-of': 'eu-shop',
      },
    });
    expect(call?.headers).not.toHaveProperty('idempotency-key');
    expect(JSON.parse(call?.text ?? '')).toEqual({
      personalizations: [
        {
          to: [{ email: 'ada@example.com', name: 'Lovelace Ada Countess' }],
          cc: [{ email: 'charles@example.com' }],
          bcc: [{ email: 'archive@acme.example.com' }],
          custom_args: {
            orderId: '1042',
            touchline_metadata_status: 'paid',
            touchline_metadata_touchline_x: 'y',
            touchline_delivery: 'route-1:evt-9',
          },
        },
      ],
      from: { email: 'hello@acme.example.com', name: 'Acme' },
      reply_to_list: [{ email: 'support@acme.example.com' }],
      subject: 'Your order is on its way',
      content: [
        { type: 'text/plain', value: 'Order 1042 left our house today.' },
        { type: 'text/html', value: '<p>Order <b>1042</b></p>' },
      ],
      attachments: [
        { content: 'AQID', type: 'application/pdf', filename: 'invoice.pdf', disposition: 'attachment' },
        {
          content: 'AP8=',
          type: 'image/png',
          filename: 'logo.png',
          disposition: 'inline',
          content_id: 'logo',
        },
        { content: 'AA==', type: 'application/octet-stream', filename: 'data', disposition: 'attachment' },
      ],
      headers: { 'List-Unsubscribe': '<https://acme.example.com/u/1>' },
      categories: ['shipping', 'autumn'],
      send_at: Date.parse('2026-11-21T10:00:00Z') / 1_000,
    });
    expect(sent).toEqual({ messageId: [...sandbox.messages.keys()][0], status: 'queued' });
  });

  test('with a template leaves subject and text to it', async () => {
    const { connector, sandbox } = await connect();
    const { subject, text, ...rest } = mail;
    await connector.actions.sendEmail({
      ...rest,
      template: { id: 'd-1042', data: { name: 'Ada', lines: [1] } },
    });
    const sent = JSON.parse(sandbox.calls[0]?.text ?? '');
    expect(sent).toMatchObject({
      template_id: 'd-1042',
      personalizations: [{ dynamic_template_data: { name: 'Ada', lines: [1] } }],
    });
    expect(Object.keys(sent)).toEqual(['personalizations', 'from', 'template_id']);
    expect([subject, text]).toEqual([mail.subject, mail.text]);
  });

  test('in the smallest form sends nothing that is empty', async () => {
    const { connector, sandbox } = await connect();
    await connector.actions.sendEmail({
      ...mail,
      cc: [],
      bcc: [],
      replyTo: [],
      attachments: [],
      tags: [],
      metadata: {},
    });
    expect(Object.keys(JSON.parse(sandbox.calls[0]?.text ?? ''))).toEqual([
      'personalizations',
      'from',
      'subject',
      'content',
    ]);
  });

  test('that is wrong is refused before anything is sent', async () => {
    const { connector, sandbox } = await connect();
    await expect(connector.actions.sendEmail({ ...mail, to: [] })).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid' }),
    );
    expect(sandbox.calls).toEqual([]);
  });

  test('is not repeated by itself: SendGrid would send it twice', async () => {
    const { connector, sandbox } = await connect();
    expect(connector.actions.sendEmail.idempotent).toBe('no');
    sandbox.answerNext({ status: 503 });
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({ code: 'http.server_error', disposition: 'retry' }),
    );
    expect(sandbox.calls).toHaveLength(1);
  });

  test('that gets no answer in time is ambiguous', async () => {
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const server = await serveFetch(() => {
      arrive();
      return new Promise(() => undefined);
    });
    const clock = manualClock(noonMs);
    const connector = sendgrid({ apiKey, baseUrl: server.url }, { clock });
    opened.push(connector, server);
    const outcome = rejection(connector.actions.sendEmail(mail));
    await arrived;
    await clock.advance(30_000);
    expect(await outcome).toMatchObject({ code: 'http.timeout', disposition: 'ambiguous' });
  });

  test('that the caller gives up ends', async () => {
    const { connector } = await connect();
    const controller = new AbortController();
    const sending = connector.actions.sendEmail(mail, { signal: controller.signal });
    const outcome = rejection(sending);
    controller.abort();
    expect(await outcome).toMatchObject({ code: 'http.aborted' });
  });

  test('that is taken without an id is ambiguous, not lost', async () => {
    const { connector, sandbox } = await connect();
    sandbox.answerNext({ status: 202 });
    await expect(connector.actions.sendEmail(mail)).rejects.toThrow(
      expect.objectContaining({ code: 'http.response_invalid', disposition: 'ambiguous', vendorStatus: 202 }),
    );
  });
});

describe('what SendGrid refuses', () => {
  const errors = (message: string, field: string | null = null) => ({
    errors: [{ message, field, help: null }],
  });

  test.each([
    [
      'a wrong field',
      400,
      errors('Does not contain a valid address.', 'personalizations.0.to.0.email'),
      {},
      'http.rejected',
      'reject',
      { vendorCode: 'personalizations.0.to.0.email' },
    ],
    [
      'a field called null',
      400,
      errors('invalid request', 'null'),
      {},
      'http.rejected',
      'reject',
      { vendorCode: undefined },
    ],
    [
      'a wrong key',
      401,
      errors('The provided authorization grant is invalid, expired, or revoked'),
      {},
      'http.unauthorized',
      'reauthorize',
      {},
    ],
    [
      'an empty purse',
      401,
      errors('Maximum credits exceeded'),
      {},
      'http.rate_limited',
      'retry',
      { vendorCode: 'maximum_credits_exceeded', retryAfterMs: 3_600_000 },
    ],
    ['a scope that is missing', 403, errors('access forbidden'), {}, 'http.unauthorized', 'reauthorize', {}],
    [
      'a sender who is not verified',
      403,
      errors('The from address does not match a verified Sender Identity.', 'from'),
      {},
      'http.rejected',
      'reject',
      { vendorCode: 'from' },
    ],
    ['an unknown path', 404, errors('not found'), {}, 'http.rejected', 'reject', {}],
    ['a conflict', 409, errors('conflict'), {}, 'http.rejected', 'reject', {}],
    ['a mail that is too large', 413, errors('content too large'), {}, 'http.rejected', 'reject', {}],
    ['what it cannot process', 422, errors('unprocessable'), {}, 'http.rejected', 'reject', {}],
    [
      'too many requests, until a second',
      429,
      errors('too many requests'),
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(noonMs / 1_000 + 17) },
      'http.rate_limited',
      'retry',
      { retryAfterMs: 17_000 },
    ],
    [
      'too many requests, for so long',
      429,
      errors('too many requests'),
      { 'retry-after': '5' },
      'http.rate_limited',
      'retry',
      { retryAfterMs: 5_000 },
    ],
    [
      'too many requests, and no word more',
      429,
      errors('too many requests'),
      {},
      'http.rate_limited',
      'retry',
      { retryAfterMs: undefined },
    ],
    [
      'a page of HTML',
      500,
      '<html><body>Oops ada@example.com</body></html>',
      { 'content-type': 'text/html' },
      'http.server_error',
      'retry',
      {},
    ],
    ['a body of another shape', 400, { errors: 'none' }, {}, 'http.rejected', 'reject', {}],
  ] as const)(
    '%s (%i) is read as what it means',
    async (_, status, body, headers, code, disposition, more) => {
      const { connector, sandbox } = await connect();
      sandbox.answerNext({ status, body, headers });
      const error = await rejection(connector.actions.sendEmail(mail));
      expect(error).toMatchObject({
        code,
        disposition,
        vendorStatus: status,
        connector: 'sendgrid',
        ...more,
      });
    },
  );

  test('is told in SendGrid’s words, without persons and secrets', async () => {
    const { connector, sandbox } = await connect();
    sandbox.answerNext({
      status: 400,
      body: {
        errors: [
          { message: 'Bad recipient ada@example.com', field: 'personalizations.0.to.0.email' },
          { message: `Bad key ${apiKey}`, field: null },
        ],
      },
    });
    const error = await rejection(connector.actions.sendEmail(mail));
    expect(error.message).toContain('Bad recipient [email]; Bad key [redacted]');
    for (const secret of ['ada@example.com', apiKey, 'Lovelace', 'Order 1042'])
      expect(JSON.stringify(error)).not.toContain(secret);
  });
});

describe('finding out about an e-mail of unknown outcome', () => {
  test('finds the one that was sent under the same key', async () => {
    const { connector, sandbox } = await connect();
    const { messageId } = await connector.actions.sendEmail(mail, { idempotencyKey: 'route-1:evt-9' });
    await connector.actions.sendEmail(mail, { idempotencyKey: 'route-1:evt-10' });
    const found = await connector.actions.sendEmail.reconcile?.(mail, { idempotencyKey: 'route-1:evt-9' });
    expect(found).toEqual({ outcome: 'done', output: { messageId, status: 'queued' } });
    expect(sandbox.calls.at(-1)?.query.get('query')).toBe(
      `(unique_args['touchline_delivery']="route-1:evt-9")`,
    );
  });

  test('that is not found proves nothing, because the activity lags behind', async () => {
    const { connector } = await connect();
    expect(await connector.actions.sendEmail.reconcile?.(mail, { idempotencyKey: 'k' })).toEqual({
      outcome: 'unknown',
    });
  });

  test('is not possible for an account without the add-on', async () => {
    const { connector } = await connect({}, { emailActivity: false });
    expect(await connector.actions.sendEmail.reconcile?.(mail, { idempotencyKey: 'k' })).toEqual({
      outcome: 'unknown',
    });
  });

  test('puts no key into the query that would be more than a value', async () => {
    const { connector, sandbox } = await connect();
    const idempotencyKey = `") OR (to_email="x`;
    expect(await connector.actions.sendEmail.reconcile?.(mail, { idempotencyKey })).toEqual({
      outcome: 'unknown',
    });
    expect(sandbox.calls).toEqual([]);
  });

  test('can be tried again when SendGrid fails', async () => {
    const { connector, sandbox } = await connect();
    sandbox.answerNext({ status: 429, headers: { 'retry-after': '9' } });
    await expect(connector.actions.sendEmail.reconcile?.(mail)).rejects.toThrow(
      expect.objectContaining({ code: 'http.rate_limited', retryAfterMs: 9_000 }),
    );
  });
});
