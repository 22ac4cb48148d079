import { errorCodes } from '@touchline/core';
import { afterEach, describe, expect, test } from 'vitest';
import { openHub } from '../fixtures/hub-server.ts';
import { closeAll, keys, open as openShop, payment } from '../fixtures/shop-server.ts';

afterEach(closeAll);

/** A shop; where the path is one of customers, one with a hub. */
const openFor = (path: string, options: { readonly maxBodyBytes?: number } = {}) =>
  /^\/v1\/(customers|identity|audiences|erasure)/.test(path)
    ? openHub(options)
    : openShop({ webhooks: true, ...options });

const open = openShop;

type Shop = Pick<Awaited<ReturnType<typeof openShop>>, 'call'>;
type Answer = Awaited<ReturnType<Shop['call']>>;

/** Each answer is a problem document whose code the table explains, and shows nothing of the inside. */
const expectProblem = ({ status, headers, body }: Answer, code: keyof typeof errorCodes): void => {
  expect([body.code, status]).toEqual([code, errorCodes[code].status]);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body).toMatchObject({ type: `urn:touchline:error:${code}`, title: errorCodes[code].title });
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:\d|\\n +at /);
};

const deeplyNested = `${'['.repeat(500)}${']'.repeat(500)}`;
const action = '/v1/connectors/acme/actions/writeNote';

const somebody = '/v1/customers/prs_somebody--------------';

/** Where bodies go. */
const withBody = [
  { path: '/v1/events', valid: payment('evt_1'), unknownFieldCode: 'event.invalid' },
  { path: action, valid: { customer: 'c', line: 'l' }, unknownFieldCode: 'action.input_invalid' },
  { path: '/v1/dead-letters/replay', valid: { filter: {} }, unknownFieldCode: 'request.invalid' },
  { path: '/v1/dead-letters/discard', valid: { filter: {} }, unknownFieldCode: 'request.invalid' },
  {
    path: '/v1/webhook-endpoints',
    valid: { url: 'https://customer.example.com/hook', types: ['payment.*'] },
    unknownFieldCode: 'request.invalid',
  },
  {
    path: '/v1/customers/lookup',
    valid: { namespace: 'email', value: 'ada@example.com' },
    unknownFieldCode: 'request.invalid',
  },
  {
    path: `${somebody}/consents`,
    valid: { purpose: 'marketing', status: 'granted' },
    unknownFieldCode: 'request.invalid',
  },
  { path: `${somebody}/traits`, valid: { traits: { plan: 'gold' } }, unknownFieldCode: 'request.invalid' },
  {
    path: `${somebody}/merge`,
    valid: { with: 'prs_someone-else-------', why: 'x' },
    unknownFieldCode: 'request.invalid',
  },
  {
    path: `${somebody}/split`,
    valid: { identifiers: [{ namespace: 'user', value: 'u1' }], why: 'x' },
    unknownFieldCode: 'request.invalid',
  },
  { path: '/v1/identity/preview', valid: {}, unknownFieldCode: 'request.invalid' },
  { path: '/v1/identity/undo', valid: { decision: 'd1', why: 'x' }, unknownFieldCode: 'request.invalid' },
] as const;

describe.each(withBody)('POST $path refuses', ({ path, valid, unknownFieldCode }) => {
  test.each([
    ['what is not JSON', '{"a":', 'request.invalid'],
    ['what is not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'request.invalid'],
    ['what is nested too deeply', deeplyNested, 'request.invalid'],
    ['no body', '', 'request.invalid'],
    ['what is larger than the limit', JSON.stringify('x'.repeat(2_000)), 'request.too_large'],
  ] as const)('%s', async (_name, body, code) => {
    const { call } = await openFor(path, { maxBodyBytes: 1_000 });
    expectProblem(await call('POST', path, { body, headers: { 'content-type': 'application/json' } }), code);
  });

  test.each([
    ['another media type', { 'content-type': 'text/xml' }],
    ['no media type', { 'content-type': '' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['a compressed body', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ])('%s', async (_name, headers) => {
    const { call } = await openFor(path);
    expectProblem(await call('POST', path, { body: '{}', headers }), 'request.unsupported_media_type');
  });

  test('unknown fields', async () => {
    const { call } = await openFor(path);
    const answer = await call('POST', path, { body: { ...valid, surprising_field: 1 } });
    expectProblem(answer, unknownFieldCode);
    expect(answer.body.errors.map(({ path: at }: { path: string }) => at)).toEqual(['surprising_field']);
  });
});

test('a body that does not say its length is counted as it comes', async () => {
  const { server } = await open({ maxBodyBytes: 1_000 });
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(500).fill(0x20));
    },
  });
  const response = await server.fetch(
    new Request('http://shop.test/v1/events', {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.admin.key}`, 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit),
  );
  expect(response.status).toBe(413);
  expect(pulled).toBeLessThan(10);
});

test.each([
  ['DELETE', '/v1/events', 'GET, HEAD, POST'],
  ['POST', '/v1/events/evt_1', 'GET, HEAD'],
  ['POST', '/v1/events/stream', 'GET, HEAD'],
  ['PUT', '/v1/routes', 'GET, HEAD'],
  ['GET', '/v1/routes/acme/pause', 'POST'],
  ['GET', '/v1/dead-letters/replay', 'POST'],
  ['GET', '/v1/connectors/acme/actions/writeNote', 'POST'],
  ['POST', '/healthz', 'GET, HEAD'],
  ['POST', '/docs', 'GET, HEAD'],
  ['OPTIONS', '/v1/events', 'GET, HEAD, POST'],
  ['POST', '/v1/customers', 'GET, HEAD'],
  ['DELETE', '/v1/customers/prs_x', 'GET, HEAD'],
  ['PUT', '/v1/customers/prs_x/consents', 'GET, HEAD, POST'],
  ['GET', '/v1/customers/prs_x/erase', 'POST'],
  ['POST', '/v1/customers/prs_x/stream', 'GET, HEAD'],
  ['GET', '/v1/identity/undo', 'POST'],
  ['POST', '/v1/audiences', 'GET, HEAD'],
])('%s %s is answered 405 with what is allowed', async (method, path, allowed) => {
  const { call } = await openFor(path);
  const answer = await call(method, path);
  expectProblem(answer, 'request.method_not_allowed');
  expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(allowed.split(', ').sort());
});

test.each(['/', '/v1', '/v1/nothing', '/v1/events/a/b', '/docs/../../etc/passwd', '/favicon.ico'])(
  '%s is answered 404',
  async (path) => {
    const { call } = await open();
    expectProblem(await call('GET', path), 'request.not_found');
  },
);

test.each([
  '/v1/events?surprise=1',
  '/v1/events/evt_1?source=/app&surprise=1',
  '/v1/events/stream?after=1e99',
  '/v1/connectors?surprise=1',
  '/v1/topology?__proto__=1',
  '/v1/routes?limit=1',
  '/healthz?surprise=1',
  '/v1/events?limit=0',
  '/v1/events?limit=1001',
  '/v1/events?limit=1.5',
  '/v1/events?limit=1&limit=2',
  '/v1/events?types=Payment..x',
  '/v1/events?from=yesterday',
  '/v1/events?cursor=',
  '/v1/events?__proto__=1',
  '/v1/events?source=',
  '/v1/dead-letters?stages=nowhere',
  '/v1/dead-letters?kind=other',
  '/v1/dead-letters?cursor=abc',
  '/docs/package.json',
  '/v1/customers?surprise=1',
  '/v1/customers?limit=0',
  '/v1/customers?cursor=abc',
  '/v1/customers?identifier=nobody',
  '/v1/customers?tenant=',
  '/v1/customers?__proto__=1',
  '/v1/customers/prs_x?surprise=1',
  `/v1/customers/${'x'.repeat(65)}`,
  '/v1/customers/prs_x/timeline?limit=1e9',
  '/v1/customers/prs_x/timeline?from=yesterday',
  '/v1/customers/prs_x/timeline?cursor=',
  '/v1/customers/prs_x/conversations?limit=-1',
  '/v1/customers/prs_x/consents?purpose=x',
  '/v1/customers/prs_x/evidence?limit=1&limit=2',
  '/v1/customers/prs_x/export?format=pdf',
  '/v1/identity/decisions?cursor=abc',
  '/v1/identity/refusals?limit=x',
  '/v1/audiences?surprise=1',
  '/v1/erasures/none?surprise=1',
])('GET %s is answered 400', async (path) => {
  const { call } = await openFor(path);
  expectProblem(await call('GET', path), 'request.invalid');
});

test('what there is not is answered 404, by what it is', async () => {
  const { call } = await open();
  expectProblem(await call('GET', '/v1/events/none?source=/app'), 'event.unknown');
  expectProblem(await call('GET', '/v1/dead-letters/none'), 'dead_letter.unknown');
  expectProblem(await call('POST', '/v1/routes/none/resume'), 'route.unknown');
  expectProblem(
    await call('POST', '/v1/connectors/none/actions/writeNote', { body: {} }),
    'connector.unknown',
  );
  expectProblem(await call('POST', '/v1/connectors/acme/actions/none', { body: {} }), 'action.unknown');
  expectProblem(
    await call('POST', '/v1/connectors/constructor/actions/x', { body: {} }),
    'connector.unknown',
  );
  expectProblem(await call('POST', '/webhooks/none', { as: 'nobody', body: {} }), 'connector.unknown');
  expectProblem(await call('GET', '/schemas/no.such'), 'event.unknown_type');
});

test.each([
  ['GET', '/v1/customers/prs_x', undefined, 'hub.customer_unknown'],
  ['GET', '/v1/customers/__proto__', undefined, 'hub.customer_unknown'],
  ['GET', '/v1/customers/..%2Fevents', undefined, 'hub.customer_unknown'],
  ['POST', '/v1/customers/lookup', { namespace: 'constructor', value: 'x' }, 'hub.customer_unknown'],
  ['POST', '/v1/customers/lookup', { namespace: 'email', value: '\u0000' }, 'hub.customer_unknown'],
  ['POST', `${somebody}/erase`, undefined, 'hub.customer_unknown'],
  ['POST', `${somebody}/traits`, { traits: { a: 1 } }, 'hub.customer_unknown'],
  ['POST', `${somebody}/merge`, { with: 'prs_x', why: 'x' }, 'hub.customer_unknown'],
  ['POST', '/v1/identity/undo', { decision: '__proto__', why: 'x' }, 'hub.decision_unknown'],
  ['GET', '/v1/audiences/constructor/members', undefined, 'hub.audience_unknown'],
  ['GET', '/v1/erasures/constructor', undefined, 'hub.erasure_unknown'],
] as const)('%s %s of nobody is answered as such', async (method, path, body, code) => {
  const { call } = await openFor(path);
  expectProblem(await call(method, path, { body }), code);
});

test('webhook endpoints that there are not, that are somebody else’s, or that cannot be are refused', async () => {
  const { call } = await open({ webhooks: true });
  const endpoint = { url: 'https://customer.example.com/hook', types: ['payment.*'] };
  const { status, body } = await call('POST', '/v1/webhook-endpoints', { body: endpoint, as: 'north' });
  expect(status).toBe(201);
  for (const [as, id] of [
    ['admin', 'none'],
    ['south', body.id],
  ] as const) {
    const path = `/v1/webhook-endpoints/${id}`;
    expectProblem(await call('GET', path, { as }), 'webhook_endpoint.unknown');
    expectProblem(await call('DELETE', path, { as }), 'webhook_endpoint.unknown');
    expectProblem(await call('POST', `${path}/enable`, { as }), 'webhook_endpoint.unknown');
    expectProblem(await call('POST', `${path}/rotate-secret`, { as }), 'webhook_endpoint.unknown');
  }
  const path = `/v1/webhook-endpoints/${body.id}`;
  expectProblem(await call('PUT', path), 'request.method_not_allowed');
  expectProblem(await call('GET', `${path}?surprise=1`), 'request.invalid');
  expectProblem(await call('POST', `${path}/rotate-secret`, { body: { overlap: 1 } }), 'request.invalid');
  for (const wrong of [{ url: 'http://10.0.0.7/hook' }, { types: ['no.such'] }, { types: [] }, { url: '' }])
    expectProblem(
      await call('POST', '/v1/webhook-endpoints', { body: { ...endpoint, ...wrong } }),
      'request.invalid',
    );
});

test('a prototype is no way in: keys named __proto__ are left out', async () => {
  const { call, router } = await open();
  const body = `{"__proto__":{"polluted":true},"filter":{"__proto__":{"ids":["x"]}},"dryRun":true}`;
  const { status } = await call('POST', '/v1/dead-letters/replay', { body });
  expect([status, ({} as { polluted?: boolean }).polluted]).toEqual([200, undefined]);
  expect((await router.stats()).deadLetters).toBe(0);
});

test('is told in sentences, each value once', async () => {
  const { call } = await open();
  const detailOf = async (method: string, path: string, body?: unknown, headers = {}) =>
    (await call(method, path, { body, headers })).body.detail;
  expect(await detailOf('GET', '/v1/events?limit=0&surprise=1')).toBe(
    'The query is invalid: limit: too small: expected number to be >=1; surprise: is not a known key.',
  );
  expect(await detailOf('GET', `/v1/events/stream?after=${'9'.repeat(30)}`)).toMatch(
    /^The query is invalid: after: [^;]+\.$/,
  );
  expect(await detailOf('POST', '/v1/events', 'null')).toBe('The body is invalid: must be object or array.');
  expect(await detailOf('POST', '/v1/events', payment(), { 'idempotency-key': '' })).toMatch(
    /^The headers are invalid: idempotency-key: /,
  );
  expect(await detailOf('GET', `/docs/x`)).toMatch(/^The path is invalid: file: /);
});

test('an idempotency key that is too long, or empty, is refused', async () => {
  const { call } = await open();
  for (const key of ['', 'k'.repeat(256)])
    expectProblem(
      await call('POST', '/v1/events', { body: payment(), headers: { 'idempotency-key': key } }),
      'request.invalid',
    );
});

test('an input that an action does not take is refused with its paths, and nothing is sent', async () => {
  const { call, vendor } = await open();
  const answer = await call('POST', action, { body: { customer: '', line: 3 } });
  expectProblem(answer, 'action.input_invalid');
  expect(answer.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual(['customer', 'line']);
  expect(vendor.requests).toEqual([]);
});

test('a vendor that refuses or is slow is answered as such', async () => {
  const answers = [
    { status: 422, body: { error: { message: 'no' } } },
    { status: 429 },
    { status: 503 },
    { status: 401 },
  ];
  const { call } = await open({ answers: [...answers] });
  const body = { customer: 'c', line: 'l' };
  const codes = [];
  for (const _ of answers) codes.push((await call('POST', action, { body })).body.code);
  expect(codes).toEqual(['http.rejected', 'http.rate_limited', 'http.server_error', 'http.unauthorized']);
});
