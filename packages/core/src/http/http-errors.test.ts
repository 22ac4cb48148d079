import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createLeakWatch } from './fixtures/leak-watch.ts';
import { json, startServer, stopServers } from './fixtures/loopback.ts';
import { createSteppedClock } from './fixtures/stepped-clock.ts';
import type { HttpClientOptions } from './http-client.ts';
import type { ErrorReading } from './response-error.ts';

const nowMs = Date.parse('2026-11-21T09:30:00Z');

const sentinel = {
  token: 'SENTINEL-token',
  path: 'SENTINELPATH',
  query: 'SENTINELQUERY',
  body: 'SENTINELBODY',
  email: 'sentinel.person@example.com',
  phone: '4915112340000',
  markup: 'SENTINELMARKUP',
};

const watch = createLeakWatch(Object.values(sentinel));

afterAll(async () => {
  await watch.close();
  await stopServers();
});

/** One answer, to a request that is full of secrets. */
const answered = async (
  answer: { status: number; headers?: Record<string, string>; body?: unknown },
  options: Partial<HttpClientOptions> & { idempotent?: boolean; response?: z.ZodType } = {},
): Promise<unknown> => {
  const { idempotent = false, response, ...client } = options;
  const server = await startServer((_, reply) => {
    if (typeof answer.body === 'string')
      reply.writeHead(answer.status, answer.headers ?? {}).end(answer.body);
    else json(reply, answer.status, answer.body, answer.headers);
  });
  const http = watch.client({
    baseUrl: server.origin,
    clock: createSteppedClock(nowMs),
    connector: 'acme',
    headers: { authorization: `Bearer ${sentinel.token}` },
    retries: 0,
    ...client,
  });
  return http.post(`/bot${sentinel.path}/send`, {
    query: { token: sentinel.query },
    json: { note: sentinel.body },
    operation: 'message.send',
    idempotent,
    ...(response && { response }),
  });
};

describe('a gateway that answers in place of the vendor, which may have acted', () => {
  test.each([502, 504])('leaves what is not idempotent ambiguous: %d', async (status) => {
    const answer = { status, headers: { 'retry-after': '5' }, body: {} };
    await expect(answered(answer)).rejects.toMatchObject({
      code: 'http.server_error',
      disposition: 'ambiguous',
      vendorStatus: status,
      retryAfterMs: undefined,
    });
  });

  test.each([502, 504])('lets what is idempotent be tried again: %d', async (status) => {
    await expect(answered({ status, body: {} }, { idempotent: true })).rejects.toMatchObject({
      code: 'http.server_error',
      disposition: 'retry',
    });
  });

  test.each<[string, ErrorReading, string, string]>([
    ['a disposition', { disposition: 'retry' }, 'http.server_error', 'retry'],
    ['a code', { code: 'http.rate_limited' }, 'http.rate_limited', 'retry'],
    ['words alone', { message: 'Try later.', vendorCode: 'E1' }, 'http.server_error', 'ambiguous'],
  ])('may be known better by the vendor: %s', async (_what, reading, code, disposition) => {
    const failing = answered({ status: 502, body: {} }, { toError: () => reading });
    await expect(failing).rejects.toMatchObject({ code, disposition });
  });
});

describe('what a status means', () => {
  test.each([
    [400, 'http.rejected', 'reject'],
    [402, 'http.rejected', 'reject'],
    [404, 'http.rejected', 'reject'],
    [405, 'http.rejected', 'reject'],
    [409, 'http.rejected', 'reject'],
    [410, 'http.rejected', 'reject'],
    [413, 'http.rejected', 'reject'],
    [418, 'http.rejected', 'reject'],
    [422, 'http.rejected', 'reject'],
    [401, 'http.unauthorized', 'reauthorize'],
    [403, 'http.unauthorized', 'reauthorize'],
    [408, 'http.server_error', 'retry'],
    [425, 'http.server_error', 'retry'],
    [429, 'http.rate_limited', 'retry'],
    [500, 'http.server_error', 'retry'],
    [503, 'http.server_error', 'retry'],
    [301, 'http.rejected', 'reject'],
    [307, 'http.rejected', 'reject'],
  ])('%d is %s: %s', async (status, code, disposition) => {
    const headers = { location: 'https://example.com/' };
    await expect(answered({ status, headers, body: {} })).rejects.toMatchObject({
      name: 'TouchlineError',
      code,
      disposition,
      vendorStatus: status,
      connector: 'acme',
    });
  });

  test('the message names method, origin, operation, status and what the vendor says', async () => {
    const body = { error: { code: 'card_declined', message: 'Your card was declined.' } };
    await expect(answered({ status: 402, body })).rejects.toMatchObject({
      vendorCode: 'card_declined',
      message: expect.stringMatching(
        /^POST http:\/\/127\.0\.0\.1:\d+ \(message\.send\) answered 402 card_declined: Your card was declined\.$/,
      ),
    });
  });
});

describe("the vendor's own words", () => {
  // Shapes from the vendors' public references: Stripe, Salesforce, SendGrid, Twilio, HubSpot, OAuth (RFC 6749), RFC 9457.
  test.each([
    [
      { error: { type: 'card_error', code: 'card_declined', message: 'Declined.' } },
      'card_declined',
      'Declined.',
    ],
    [[{ errorCode: 'INVALID_FIELD', message: 'No such column' }], 'INVALID_FIELD', 'No such column'],
    [{ errors: [{ message: 'Bad from', field: 'from' }] }, undefined, 'Bad from'],
    [{ code: 21211, message: 'Invalid To', more_info: 'x', status: 400 }, '21211', 'Invalid To'],
    [{ status: 'error', message: 'Exists', category: 'CONFLICT' }, 'CONFLICT', 'Exists'],
    [{ error: 'invalid_grant', error_description: 'Code expired' }, 'invalid_grant', 'Code expired'],
    [
      { type: 'https://example.com/p', title: 'Out of credit', detail: 'Balance is 30.' },
      undefined,
      'Balance is 30.',
    ],
    [{ error: 'No such channel' }, undefined, 'No such channel'],
    [{ error: 'channel_not_found' }, 'channel_not_found', ''],
    [{}, undefined, ''],
    [null, undefined, ''],
    [[], undefined, ''],
  ])('are found in %j', async (body, vendorCode, message) => {
    const error = await answered({ status: 400, body }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'http.rejected', vendorCode });
    expect(String(error)).toContain(message === '' ? '.' : `: ${message}`);
  });

  test.each([
    ['text/html', `<!doctype html><title>${sentinel.markup}</title>`],
    ['text/plain', `\n <html><body>${sentinel.markup}</body></html>`],
    ['application/xml', `<Fault>${sentinel.markup}</Fault>`],
    ['text/plain', `Error <p>${sentinel.markup}</p>`],
  ])('are never the markup of a page (%s)', async (contentType, body) => {
    await expect(answered({ status: 502, headers: { 'content-type': contentType }, body })).rejects.toThrow(
      /answered 502\.$/,
    );
  });

  test('do not show what the credentials decode to, nor their scheme hidden', async () => {
    const basic = Buffer.from(`user-1:${sentinel.token}`).toString('base64');
    const message = `Basic credentials ${basic} of user-1 with ${sentinel.token} and ${sentinel.query} are wrong`;
    const outcome = answered(
      { status: 401, body: { message } },
      { headers: { authorization: `Basic ${basic}` } },
    );
    await expect(outcome).rejects.toThrow(
      'Basic credentials [redacted] of [redacted] with [redacted] and [redacted] are wrong',
    );
  });

  test('are read also where the answer should have been bytes', async () => {
    const server = await startServer((_, response) => json(response, 404, { message: 'No such file' }));
    const http = watch.client({ baseUrl: server.origin, clock: createSteppedClock(nowMs) });
    await expect(http.get('/', { read: 'bytes' })).rejects.toThrow('No such file');
  });

  test('may be plain text', async () => {
    const answer = { status: 400, headers: { 'content-type': 'text/plain' }, body: 'Forbidden by policy' };
    await expect(answered(answer)).rejects.toThrow(/answered 400: Forbidden by policy$/);
  });

  test('are redacted: persons, numbers, and what the request itself held', async () => {
    const message = `No user ${sentinel.email} (+${sentinel.phone}) for token ${sentinel.token}`;
    await expect(answered({ status: 404, body: { message } })).rejects.toThrow(
      'No user [email] ([number]) for token [redacted]',
    );
  });

  test.each([sentinel.email, sentinel.phone, 'SENTINEL-token', 'x'.repeat(65), 'two words'])(
    'are no code when they are %s',
    async (code) => {
      const body = { code, message: 'x' };
      await expect(answered({ status: 400, body })).rejects.toMatchObject({ vendorCode: undefined });
    },
  );

  test.each(['Ada', 'Lovelace', 'ada', 'McDonald', 'Jean-Luc', 'O_Neill', 'x'.repeat(65)])(
    'say nothing where they are one word that may be a name: %s',
    async (word) => {
      for (const body of [{ error: word }, { name: word, message: 'x' }]) {
        const error = await answered({ status: 400, body }).catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'http.rejected', vendorCode: undefined });
        expect(String(error)).not.toContain(word);
      }
    },
  );

  test.each([
    'channel_not_found',
    'rate-limited',
    'auth.expired',
    'NOT_FOUND',
    'FORBIDDEN',
    'E1',
    '21211',
    'v2error',
    'invalidGrant',
    'ValidationError',
    'ThrottlingException',
  ])('are a code where they are shaped like one: %s', async (code) => {
    for (const body of [{ error: code }, { name: code }])
      await expect(answered({ status: 400, body })).rejects.toMatchObject({ vendorCode: code });
  });

  test('keep their status when they claim to be JSON and are not', async () => {
    const answer = { status: 422, headers: { 'content-type': 'application/json' }, body: '{"message":' };
    await expect(answered(answer)).rejects.toMatchObject({ code: 'http.rejected', vendorStatus: 422 });
  });
});

describe('how long to wait', () => {
  test.each([
    [429, { 'retry-after': '7' }, 7_000],
    [503, { 'retry-after': 'Sat, 21 Nov 2026 09:31:00 GMT' }, 60_000],
    [429, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(nowMs / 1_000 + 3) }, 3_000],
    [500, { 'retry-after-ms': '250' }, 250],
  ])('is carried by a %d with %o', async (status, headers, retryAfterMs) => {
    await expect(answered({ status, headers, body: {} })).rejects.toMatchObject({ retryAfterMs });
  });

  test.each([
    [503, { 'x-ratelimit-reset': '30' }],
    [400, { 'retry-after': '7' }],
    [401, { 'retry-after': '7' }],
    [429, {}],
  ])('is not said by a %d with %o', async (status, headers) => {
    await expect(answered({ status, headers, body: {} })).rejects.toMatchObject({
      vendorStatus: status,
      retryAfterMs: undefined,
    });
  });
});

describe("the vendor's own reading", () => {
  test('finds the 200 that failed', async () => {
    // https://docs.slack.dev/apis/web-api/#responses
    const outcome = answered(
      { status: 200, body: { ok: false, error: 'channel_not_found' } },
      {
        toError: ({ body }) =>
          (body as { ok: boolean }).ok ? undefined : { vendorCode: (body as { error: string }).error },
      },
    );
    await expect(outcome).rejects.toMatchObject({
      code: 'http.rejected',
      disposition: 'reject',
      vendorStatus: 200,
      vendorCode: 'channel_not_found',
      message: expect.stringContaining('answered 200 but failed channel_not_found.'),
    });
  });

  test('leaves a success alone', async () => {
    await expect(
      answered({ status: 200, body: { ok: true } }, { toError: () => undefined }),
    ).resolves.toMatchObject({
      body: { ok: true },
    });
  });

  test.each([
    [403, { disposition: 'reject' as const }, { code: 'http.rejected', disposition: 'reject' }],
    [400, { disposition: 'reauthorize' as const }, { code: 'http.unauthorized', disposition: 'reauthorize' }],
    [409, { disposition: 'retry' as const }, { code: 'http.server_error', disposition: 'retry' }],
    [500, { disposition: 'ambiguous' as const }, { code: 'delivery.ambiguous', disposition: 'ambiguous' }],
    [
      200,
      { code: 'http.rate_limited' as const, retryAfterMs: 1_500 },
      { disposition: 'retry', retryAfterMs: 1_500 },
    ],
    [403, { code: 'http.rate_limited' as const }, { disposition: 'retry', code: 'http.rate_limited' }],
    [429, { retryAfterMs: 9e12 }, { retryAfterMs: 86_400_000 }],
    [429, { retryAfterMs: -1 }, { retryAfterMs: 0 }],
    [400, { vendorCode: 4, message: `to ${sentinel.email}` }, { vendorCode: '4', code: 'http.rejected' }],
  ])('of a %d as %j decides', async (status, reading, expected) => {
    await expect(answered({ status, body: {} }, { toError: () => reading })).rejects.toMatchObject(expected);
  });

  test('that stumbles does not hide what the status says', async () => {
    const toError = (): never => {
      throw new TypeError(sentinel.body);
    };
    await expect(answered({ status: 429, body: null }, { toError })).rejects.toMatchObject({
      code: 'http.rate_limited',
    });
    await expect(answered({ status: 200, body: null }, { toError })).rejects.toMatchObject({
      code: 'http.response_invalid',
      disposition: 'ambiguous',
    });
  });
});

describe('a success that cannot be understood took effect', () => {
  const schema = z.object({ id: z.string(), items: z.array(z.object({ email: z.number() })) });
  const answers = {
    'is not the JSON it claims': {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"id":',
    },
    'is encoded in an unknown way': { status: 200, headers: { 'content-encoding': 'pack200' }, body: 'x' },
    'is not the gzip it claims': { status: 200, headers: { 'content-encoding': 'gzip' }, body: 'x' },
    'is of another shape': { status: 200, body: { items: [{ email: sentinel.email }] } },
  };

  test.each(Object.entries(answers))('one that %s is ambiguous', async (_, answer) => {
    await expect(answered(answer, { response: schema })).rejects.toMatchObject({
      code: 'http.response_invalid',
      disposition: 'ambiguous',
      vendorStatus: 200,
    });
  });

  test.each(Object.entries(answers))('one that %s is rejected where repeating is safe', async (_, answer) => {
    await expect(answered(answer, { response: schema, idempotent: true })).rejects.toMatchObject({
      code: 'http.response_invalid',
      disposition: 'reject',
    });
  });

  test('the paths that are wrong are named, without their values', async () => {
    await expect(answered(answers['is of another shape'], { response: schema })).rejects.toMatchObject({
      issues: [{ path: 'id' }, { path: 'items[0].email' }],
      message: expect.stringContaining('items[0].email: '),
    });
  });

  test('a path that is personal is not', async () => {
    const response = z.record(z.string(), z.number());
    await expect(
      answered({ status: 200, body: { [sentinel.email]: 'x' } }, { response }),
    ).rejects.toMatchObject({
      issues: [{ path: '…' }],
    });
  });
});

test('no error made here shows a credential, a path, a query, a body or a person', () => {
  expect(watch.errors.length).toBeGreaterThan(70);
  expect(watch.leaks()).toEqual([]);
});
