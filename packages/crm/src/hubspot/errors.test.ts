import { type FetchServer, manualClock, serveFetch } from '@touchline/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessToken, hubspotAccount } from './fixtures/hubspot-account.ts';
import { hubspot } from './index.ts';

let account: Awaited<ReturnType<typeof hubspotAccount>>;

beforeEach(async () => {
  account = await hubspotAccount();
});
afterEach(() => account.close());

const ada = { email: 'ada.lovelace@example.com', firstName: 'Augusta', phone: '+14155550123' };
const upsert = () => account.connector.actions.upsertContact(ada);
const plan = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  account.sandbox.answerNext({ status, headers, body });
const said = (category: string, more: object = {}) => ({
  status: 'error',
  category,
  message: `Refused for ada.lovelace@example.com: Augusta (${accessToken})`,
  correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf',
  ...more,
});

describe('what HubSpot answers', () => {
  test.each([
    [400, 'VALIDATION_ERROR', 'http.rejected', 'reject'],
    [401, 'INVALID_AUTHENTICATION', 'http.unauthorized', 'reauthorize'],
    [401, 'EXPIRED_AUTHENTICATION', 'http.unauthorized', 'reauthorize'],
    [403, 'MISSING_SCOPES', 'http.unauthorized', 'reauthorize'],
    [404, 'OBJECT_NOT_FOUND', 'http.rejected', 'reject'],
    [409, 'CONFLICT', 'http.rejected', 'reject'],
    [422, 'SOMETHING_NEW', 'http.rejected', 'reject'],
    [423, 'LOCKED', 'http.server_error', 'retry'],
    [429, 'RATE_LIMITS', 'http.rate_limited', 'retry'],
    [500, 'INTERNAL_ERROR', 'http.server_error', 'retry'],
    [503, 'SERVICE_UNAVAILABLE', 'http.server_error', 'retry'],
  ])('%i %s is %s, to %s', async (status, category, code, disposition) => {
    plan(status, said(category));
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({
        code,
        disposition,
        vendorCode: category,
        vendorStatus: status,
        connector: 'hubspot',
      }),
    );
  });

  test.each([
    ['constructor', 400],
    ['__proto__', 400],
  ])('the category %s is nothing special', async (category, status) => {
    plan(status, said(category));
    await expect(upsert()).rejects.toThrow(expect.objectContaining({ code: 'http.rejected' }));
  });

  test.each([
    [
      'the ten seconds',
      { policyName: 'TEN_SECONDLY_ROLLING' },
      {},
      10_000,
      'RATE_LIMITS:TEN_SECONDLY_ROLLING',
    ],
    ['the second', { policyName: 'SECONDLY' }, {}, 1_000, 'RATE_LIMITS:SECONDLY'],
    ['the day', { policyName: 'DAILY' }, {}, 3_600_000, 'RATE_LIMITS:DAILY'],
    [
      'the interval that the headers name',
      {},
      { 'x-hubspot-ratelimit-interval-milliseconds': '10000' },
      10_000,
      'RATE_LIMITS',
    ],
    [
      'as long as Retry-After says',
      { policyName: 'DAILY' },
      { 'retry-after': '42' },
      42_000,
      'RATE_LIMITS:DAILY',
    ],
    ['without a word about how long', {}, {}, undefined, 'RATE_LIMITS'],
  ])('a limit waits for %s', async (_, more, headers, retryAfterMs, vendorCode) => {
    plan(429, said('RATE_LIMITS', more), headers as Record<string, string>);
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({
        code: 'http.rate_limited',
        vendorCode,
        ...(retryAfterMs && { retryAfterMs }),
      }),
    );
  });

  test('a lock waits for two seconds, a moving account for as long as it says', async () => {
    plan(423, said('LOCKED'));
    await expect(upsert()).rejects.toThrow(expect.objectContaining({ retryAfterMs: 2_000 }));
    plan(477, said('MIGRATION'), { 'retry-after': '3600' });
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ disposition: 'retry', vendorCode: 'MIGRATION', retryAfterMs: 3_600_000 }),
    );
  });

  test('a 207 is a failure of the one item that was sent, however little it says', async () => {
    plan(207, { status: 'COMPLETE', results: [], numErrors: 1, errors: [{ category: 'VALIDATION_ERROR' }] });
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', disposition: 'reject', vendorStatus: 207 }),
    );
    plan(207, {
      status: 'COMPLETE',
      results: [],
      numErrors: 1,
      errors: [said('RATE_LIMITS', { policyName: 'DAILY' })],
    });
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ code: 'http.rate_limited', disposition: 'retry', retryAfterMs: 3_600_000 }),
    );
  });

  test('a 200 that says error is a failure', async () => {
    plan(200, said('VALIDATION_ERROR'));
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorStatus: 200 }),
    );
  });

  test.each([
    ['no result', { status: 'COMPLETE', results: [] }],
    ['a result without an id', { status: 'COMPLETE', results: [{ properties: {} }] }],
    ['a list', []],
  ])('a 200 with %s is not taken for done', async (_, body) => {
    plan(200, body);
    await expect(upsert()).rejects.toThrow(expect.objectContaining({ code: 'http.response_invalid' }));
  });

  test('a page in HTML is no message', async () => {
    plan(500, '<html><body>Augusta, we are down</body></html>', { 'content-type': 'text/html' });
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ code: 'http.server_error', message: expect.not.stringContaining('Augusta') }),
    );
  });
});

describe('what an error says', () => {
  test('is codes and names of properties, in either shape of HubSpot’s', async () => {
    const errors = [
      {
        message: 'Property "shoe_size" does not exist',
        code: 'PROPERTY_DOESNT_EXIST',
        context: { propertyName: ['shoe_size'] },
      },
    ];
    plan(400, said('VALIDATION_ERROR', { errors }));
    await expect(upsert()).rejects.toThrow(
      /answered 400 VALIDATION_ERROR: PROPERTY_DOESNT_EXIST shoe_size\.$/,
    );
    const message =
      'Property values were not valid: [{"isValid":false,"message":"Augusta is no number","error":"INVALID_INTEGER","name":"age"}]';
    plan(400, said('VALIDATION_ERROR', { message }));
    await expect(upsert()).rejects.toThrow(/: INVALID_INTEGER; age\.$/);
  });

  test('names the contact that is there already', async () => {
    plan(409, said('CONFLICT', { message: 'Contact already exists. Existing ID: 12345' }));
    await expect(upsert()).rejects.toThrow(/there is one already, with the id 12345\.$/);
  });

  test.each([400, 401, 403, 404, 409, 423, 429, 477, 500])(
    'holds no personal datum and no token, at %i',
    async (status) => {
      plan(status, said('X', { errors: [{ message: 'Augusta', code: 'Augusta', in: 'Augusta' }] }));
      const error: unknown = await upsert().catch((thrown: unknown) => thrown);
      expect(String(error)).toContain(String(status));
      for (const secret of ['Augusta', 'lovelace', '4155550123', accessToken])
        expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(secret);
    },
  );

  test('holds no personal datum either where the body is of no shape that is known', async () => {
    for (const body of [{ category: 'X', message: 'Augusta' }, ['Augusta'], 'Augusta is refused', {}]) {
      plan(400, body);
      await expect(upsert()).rejects.toThrow(
        expect.objectContaining({ code: 'http.rejected', message: expect.not.stringContaining('Augusta') }),
      );
    }
  });
});

describe('an answer that does not come', () => {
  let server: FetchServer;
  afterEach(() => server.close());

  const silent = async (config = {}) => {
    const clock = manualClock();
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    server = await serveFetch(() => {
      arrive();
      return new Promise(() => {});
    });
    const connector = hubspot(
      { accessToken, baseUrl: server.url, ...config },
      { clock, http: { retries: 0 } },
    );
    return { connector, clock, arrived };
  };

  test.each([
    ['an upsert is tried again', {}, 'upsertContact', 'retry'],
    ['a creation is ambiguous', {}, 'createDeal', 'ambiguous'],
    [
      'a creation that carries its key is tried again',
      { idempotencyKeyProperty: 'touchline_key' },
      'createDeal',
      'retry',
    ],
  ] as const)('%s', async (_, config, action, disposition) => {
    const { connector, clock, arrived } = await silent(config);
    const { createDeal, upsertContact } = connector.actions;
    const refused = expect(
      action === 'createDeal' ? createDeal({ name: 'x' }) : upsertContact(ada),
    ).rejects.toThrow(expect.objectContaining({ code: 'http.timeout', disposition }));
    await arrived;
    await clock.advance(30_000);
    await refused;
    await connector.close();
  });

  test('ends when the caller gives up', async () => {
    const { connector, arrived } = await silent();
    const controller = new AbortController();
    const refused = expect(
      connector.actions.getContact({ id: '1' }, { signal: controller.signal }),
    ).rejects.toThrow(expect.objectContaining({ code: 'http.aborted' }));
    await arrived;
    controller.abort();
    await refused;
    await connector.close();
  });
});
