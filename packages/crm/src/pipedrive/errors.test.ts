import { type FetchServer, manualClock, serveFetch } from '@touchline/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pipedriveAccount, token } from './fixtures/pipedrive-account.ts';
import { pipedrive } from './index.ts';

let account: Awaited<ReturnType<typeof pipedriveAccount>>;

beforeEach(async () => {
  account = await pipedriveAccount();
});
afterEach(() => account.close());

const ada = { email: 'ada.lovelace@example.com', firstName: 'Augusta', phone: '+14155550123' };
const upsert = () => account.connector.actions.upsertContact(ada);
const plan = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  account.sandbox.answerNext({ status, headers, body }, { method: 'POST' });
const said = (code?: string, more: object = {}) => ({
  success: false,
  error: `Refused for ada.lovelace@example.com: Augusta (${token})`,
  error_info: 'Please check developers.pipedrive.com for more information about Pipedrive API.',
  data: null,
  additional_data: null,
  ...(code && { code }),
  ...more,
});

describe('what Pipedrive answers', () => {
  test.each([
    [400, 'ERR_SCHEMA_VALIDATION_FAILED', 'http.rejected', 'reject'],
    [404, undefined, 'http.rejected', 'reject'],
    [410, undefined, 'http.rejected', 'reject'],
    [415, undefined, 'http.rejected', 'reject'],
    [422, undefined, 'http.rejected', 'reject'],
    [401, undefined, 'http.unauthorized', 'reauthorize'],
    [402, undefined, 'http.unauthorized', 'reauthorize'],
    [403, undefined, 'http.unauthorized', 'reauthorize'],
    [403, 'feature_capping_deals_limit', 'http.server_error', 'retry'],
    [429, undefined, 'http.rate_limited', 'retry'],
    [500, undefined, 'http.server_error', 'retry'],
    [503, undefined, 'http.server_error', 'retry'],
  ])('%i %s is %s, to %s', async (status, vendorCode, code, disposition) => {
    plan(status, said(vendorCode));
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({
        code,
        disposition,
        vendorStatus: status,
        connector: 'pipedrive',
        ...(vendorCode && { vendorCode }),
      }),
    );
  });

  test('a limit of the plan is asked for hourly', async () => {
    plan(403, said('feature_capping_deals_limit'));
    await expect(upsert()).rejects.toThrow(expect.objectContaining({ retryAfterMs: 3_600_000 }));
  });

  test.each([
    [
      'until the window of two seconds ends',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2' },
      2_000,
    ],
    [
      'an hour, where calls of the window are left, so it is the day’s budget',
      { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '2' },
      3_600_000,
    ],
    ['as long as Retry-After says', { 'retry-after': '42', 'x-ratelimit-remaining': '7' }, 42_000],
  ])('a limit waits %s', async (_, headers, retryAfterMs) => {
    plan(429, said(), headers as unknown as Record<string, string>);
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ code: 'http.rate_limited', retryAfterMs }),
    );
  });

  test('a 429 that says nothing is retried as the route has it', async () => {
    plan(429, said());
    const error: unknown = await upsert().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'http.rate_limited', disposition: 'retry' });
    expect(error).not.toHaveProperty('retryAfterMs', expect.any(Number));
  });

  test('a page of the network before Pipedrive is a limit that was not heeded, not a refused token', async () => {
    plan(403, '<html><body>Access denied. Augusta</body></html>', { 'content-type': 'text/html' });
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({
        code: 'http.rate_limited',
        retryAfterMs: 600_000,
        message: expect.not.stringContaining('Augusta'),
      }),
    );
  });

  test('a 403 of another shape pauses the route, as a refused token does', async () => {
    for (const body of [{}, [], 'Forbidden']) {
      plan(403, body);
      await expect(upsert()).rejects.toThrow(expect.objectContaining({ disposition: 'reauthorize' }));
    }
  });

  test('a 200 that says no success is a failure', async () => {
    plan(200, said('ERR_SOMETHING'));
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorStatus: 200, vendorCode: 'ERR_SOMETHING' }),
    );
  });

  test.each([
    ['no data', { success: true }],
    ['a record without an id', { success: true, data: {} }],
    ['a list', []],
    ['nothing', ''],
  ])('a 200 with %s is not taken for done', async (_, body) => {
    plan(200, body);
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ code: 'http.response_invalid', disposition: 'ambiguous' }),
    );
  });

  test('a gateway’s 502 to a creation leaves its outcome unknown', async () => {
    plan(502, '<html></html>', { 'content-type': 'text/html' });
    await expect(upsert()).rejects.toThrow(expect.objectContaining({ disposition: 'ambiguous' }));
  });

  test.each(['constructor', '__proto__'])('the code %s is nothing special', async (code) => {
    plan(400, said(code));
    await expect(upsert()).rejects.toThrow(expect.objectContaining({ code: 'http.rejected' }));
  });
});

describe('what an error says', () => {
  test('is the code and the names of fields', async () => {
    plan(
      400,
      said('ERR_SCHEMA_VALIDATION_FAILED', {
        error:
          'Validation failed: emails: Augusta; dcf558aac1ae4e8c4f849ba5e668430d8df9be12: augusta is no number; owner_id',
      }),
    );
    await expect(upsert()).rejects.toThrow(
      /answered 400 ERR_SCHEMA_VALIDATION_FAILED: it names emails, \S+, owner_id\.$/,
    );
  });

  test.each([200, 400, 401, 402, 403, 404, 429, 500])(
    'holds no personal datum and no token, at %i',
    async (status) => {
      plan(
        status,
        said('augusta lovelace', { error: 'augusta lovelace ada_lovelace', error_info: 'Augusta' }),
      );
      const error: unknown = await upsert().catch((thrown: unknown) => thrown);
      expect(String(error)).toContain(String(status));
      for (const secret of ['ugusta', 'ovelace', '4155550123', token])
        expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(secret);
    },
  );

  test('holds none either where the body is of no shape that is known', async () => {
    for (const body of [
      { error: 'Augusta' },
      ['Augusta'],
      'Augusta is refused',
      {},
      { success: false, error: { a: 'Augusta' } },
    ]) {
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

  const silent = async () => {
    const clock = manualClock();
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    server = await serveFetch(() => {
      arrive();
      return new Promise(() => {});
    });
    const connector = pipedrive({ token, baseUrl: server.url }, { clock, http: { retries: 0 } });
    return { connector, clock, arrived };
  };

  test.each([
    ['an update is tried again', 'updateDeal', 'retry'],
    ['a creation is ambiguous', 'createDeal', 'ambiguous'],
  ] as const)('%s', async (_, action, disposition) => {
    const { connector, clock, arrived } = await silent();
    const { createDeal, updateDeal } = connector.actions;
    const refused = expect(
      action === 'createDeal' ? createDeal({ name: 'x' }) : updateDeal({ id: '1', stage: '2' }),
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
