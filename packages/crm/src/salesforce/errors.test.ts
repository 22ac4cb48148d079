import { type FetchServer, manualClock, serveFetch } from '@touchline/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientSecret, orgConfig, salesforceOrg } from './fixtures/salesforce-org.ts';
import { salesforce } from './index.ts';

let org: Awaited<ReturnType<typeof salesforceOrg>>;

beforeEach(async () => {
  org = await salesforceOrg({ contactIdField: 'Customer_Number__c' });
});
afterEach(() => org.close());

const ada = {
  externalId: 'cus_1',
  email: 'ada.lovelace@example.com',
  lastName: 'Augusta',
  phone: '+14155550123',
};
const upsert = () => org.connector.actions.upsertContact(ada);
const plan = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  org.sandbox.answerNext({ status, headers, body }, { method: 'PATCH' });
const said = (errorCode: string, more: object = {}) => [
  { errorCode, message: `Refused for ada.lovelace@example.com: Augusta (${clientSecret})`, ...more },
];

describe('what Salesforce answers', () => {
  test.each([
    [400, 'DUPLICATES_DETECTED', 'http.rejected', 'reject'],
    [400, 'REQUIRED_FIELD_MISSING', 'http.rejected', 'reject'],
    [400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'http.rejected', 'reject'],
    [400, 'INVALID_FIELD', 'http.rejected', 'reject'],
    [400, 'MALFORMED_QUERY', 'http.rejected', 'reject'],
    [400, 'INSUFFICIENT_ACCESS_OR_READONLY', 'http.rejected', 'reject'],
    [403, 'INSUFFICIENT_ACCESS', 'http.rejected', 'reject'],
    [404, 'ENTITY_IS_DELETED', 'http.rejected', 'reject'],
    [409, 'SOMETHING_NEW', 'http.rejected', 'reject'],
    [400, 'UNABLE_TO_LOCK_ROW', 'http.server_error', 'retry'],
    [400, 'QUERY_TIMEOUT', 'http.server_error', 'retry'],
    [400, 'STORAGE_LIMIT_EXCEEDED', 'http.server_error', 'retry'],
    [403, 'REQUEST_LIMIT_EXCEEDED', 'http.rate_limited', 'retry'],
    [500, 'UNKNOWN_EXCEPTION', 'http.server_error', 'retry'],
    [503, 'SERVER_UNAVAILABLE', 'http.server_error', 'retry'],
    [403, 'API_DISABLED_FOR_ORG', 'http.unauthorized', 'reauthorize'],
    [403, 'SOMETHING_NEW', 'http.unauthorized', 'reauthorize'],
  ])('%i %s is %s, to %s', async (status, errorCode, code, disposition) => {
    // A 404 to an update is an answer; the upsert after it meets it as a refusal.
    if (status === 404) plan(404, said('NOT_FOUND'));
    plan(status, said(errorCode));
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({
        code,
        disposition,
        vendorCode: errorCode,
        vendorStatus: status,
        connector: 'salesforce',
      }),
    );
  });

  test('a lock that a trigger ran into is a lock', async () => {
    const message =
      'MyTrigger: execution of AfterUpdate caused by: System.DmlException: UNABLE_TO_LOCK_ROW, unable to obtain';
    plan(400, said('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', { message }));
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ disposition: 'retry', retryAfterMs: 2_000 }),
    );
  });

  test.each([
    ['used up', 'api-usage=100018/100000', 900_000, /100018 of 100000 calls are used/],
    [
      'not used up, so it is calls at the same time',
      'api-usage=25/5000; per-app-api-usage=17/250(appName=x)',
      10_000,
      /25 of 5000/,
    ],
    ['not told', '', 900_000, /REQUEST_LIMIT_EXCEEDED/],
  ])('a limit whose day is %s waits accordingly', async (_, header, retryAfterMs, message) => {
    plan(403, said('REQUEST_LIMIT_EXCEEDED'), header === '' ? {} : { 'sforce-limit-info': header });
    const refused = upsert();
    await expect(refused).rejects.toThrow(
      expect.objectContaining({ code: 'http.rate_limited', retryAfterMs }),
    );
    await expect(refused).rejects.toThrow(message);
  });

  test.each([
    [429, { 'retry-after': '42' }, 'http.rate_limited', 42_000],
    [503, { 'retry-after': '7' }, 'http.server_error', 7_000],
  ])('%i is retried when it says', async (status, headers, code, retryAfterMs) => {
    plan(status, said('SOMETHING_NEW'), headers);
    await expect(upsert()).rejects.toThrow(expect.objectContaining({ code, retryAfterMs }));
  });

  test('a 200 that was not saved is a failure', async () => {
    plan(200, {
      id: null,
      success: false,
      errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW', message: 'x', fields: [] }],
    });
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ disposition: 'retry', vendorCode: 'UNABLE_TO_LOCK_ROW', vendorStatus: 200 }),
    );
    plan(200, { success: false });
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected', vendorStatus: 200 }),
    );
  });

  test.each([
    ['no id', { success: true }],
    ['a list', []],
    ['an id that is none', { id: '' }],
  ])('a 201 with %s is not taken for done', async (_, body) => {
    plan(201, body);
    await expect(upsert()).rejects.toThrow(expect.objectContaining({ code: 'http.response_invalid' }));
  });

  test('a page in HTML is no message', async () => {
    plan(500, '<html><body>Augusta, we are down</body></html>', { 'content-type': 'text/html' });
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ code: 'http.server_error', message: expect.not.stringContaining('Augusta') }),
    );
  });

  test.each(['constructor', '__proto__', 'toString'])('the code %s is nothing special', async (errorCode) => {
    plan(400, said(errorCode));
    await expect(upsert()).rejects.toThrow(expect.objectContaining({ code: 'http.rejected' }));
  });
});

describe('what an error says', () => {
  test('is codes and names of fields', async () => {
    plan(400, [
      ...said('REQUIRED_FIELD_MISSING', { fields: ['LastName', 'Tier__c'] }),
      ...said('INVALID_EMAIL_ADDRESS'),
    ]);
    await expect(upsert()).rejects.toThrow(
      /answered 400 REQUIRED_FIELD_MISSING: REQUIRED_FIELD_MISSING LastName Tier__c; INVALID_EMAIL_ADDRESS\.$/,
    );
  });

  test.each([300, 400, 401, 403, 409, 500, 503])(
    'holds no personal datum and no secret, at %i',
    async (status) => {
      for (const _ of [1, 2])
        plan(status, said('X', { fields: ['Augusta Lovelace', 'ada.lovelace@example.com'] }));
      const error: unknown = await upsert().catch((thrown: unknown) => thrown);
      expect(String(error)).toContain(String(status));
      for (const secret of ['Augusta', 'lovelace', '4155550123', clientSecret, 'sandbox.access.token'])
        expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(secret);
    },
  );

  test('holds none either where the body is of no shape that is known', async () => {
    for (const body of [
      { message: 'Augusta' },
      ['Augusta'],
      'Augusta is refused',
      {},
      [{ errorCode: 'Augusta is no code' }],
    ]) {
      plan(400, body);
      await expect(upsert()).rejects.toThrow(
        expect.objectContaining({ code: 'http.rejected', message: expect.not.stringContaining('Augusta') }),
      );
    }
  });
});

describe('an access token', () => {
  const tokens = () => org.sandbox.calls.filter(({ path }) => path === '/services/oauth2/token');

  test('is fetched once for calls at the same time, and used until it is refused', async () => {
    const { getContact } = org.connector.actions;
    await Promise.all([getContact({ email: 'a@example.com' }), getContact({ email: 'b@example.com' })]);
    await org.clock.advance(86_400_000);
    await getContact({ email: 'c@example.com' });
    expect(tokens()).toHaveLength(1);
    expect(tokens()[0]).toMatchObject({ text: 'grant_type=client_credentials', status: 200 });
  });

  test('that has expired is replaced, and the call done once more', async () => {
    const { createDeal, getContact } = org.connector.actions;
    await getContact({ email: 'a@example.com' });
    org.sandbox.revokeTokens();
    expect(await createDeal({ name: 'x' })).toMatchObject({ created: true });
    expect(tokens()).toHaveLength(2);
    expect([...org.sandbox.records.values()]).toHaveLength(1);
    expect(org.calls().filter(({ call }) => call.startsWith('POST'))).toMatchObject([
      { status: 401 },
      { status: 201 },
    ]);
  });

  test('that is refused twice pauses the route', async () => {
    plan(401, said('INVALID_SESSION_ID'));
    plan(401, said('INVALID_SESSION_ID'));
    await expect(upsert()).rejects.toThrow(
      expect.objectContaining({ disposition: 'reauthorize', vendorCode: 'INVALID_SESSION_ID' }),
    );
  });

  test('that is not given pauses the route, and tells no secret', async () => {
    const connector = salesforce(
      { ...orgConfig, clientSecret: 'a-wrong-secret', baseUrl: 'http://127.0.0.1:1' },
      {
        http: {
          retries: 0,
          send: async () => ({
            status: 400,
            headers: { 'content-type': 'application/json' },
            body: Buffer.from('{"error":"invalid_client","error_description":"a-wrong-secret"}'),
          }),
        },
      },
    );
    const refused = connector.actions.getContact({ email: 'a@example.com' });
    await expect(refused).rejects.toThrow(expect.objectContaining({ disposition: 'reauthorize' }));
    await expect(refused).rejects.toThrow(/^(?!.*a-wrong-secret)/);
    await connector.close();
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
    server = await serveFetch(async (request) => {
      if (request.url.endsWith('/services/oauth2/token'))
        return Response.json({ access_token: 'sandbox-token' });
      arrive();
      return new Promise(() => {});
    });
    const connector = salesforce(
      { ...orgConfig, baseUrl: server.url, ...config },
      { clock, http: { retries: 0 } },
    );
    return { connector, clock, arrived };
  };

  test.each([
    ['an update is tried again', {}, 'updateDeal', 'retry'],
    ['a creation is ambiguous', {}, 'createDeal', 'ambiguous'],
    [
      'a creation that carries its key is tried again',
      { idempotencyKeyField: 'Touchline_Key__c' },
      'createDeal',
      'retry',
    ],
  ] as const)('%s', async (_, config, action, disposition) => {
    const { connector, clock, arrived } = await silent(config);
    const { createDeal, updateDeal } = connector.actions;
    const refused = expect(
      action === 'createDeal'
        ? createDeal({ name: 'x' })
        : updateDeal({ id: '006000000000901AAA', stage: 'x' }),
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
      connector.actions.getContact({ email: 'a@example.com' }, { signal: controller.signal }),
    ).rejects.toThrow(expect.objectContaining({ code: 'http.aborted' }));
    await arrived;
    controller.abort();
    await refused;
    await connector.close();
  });
});
