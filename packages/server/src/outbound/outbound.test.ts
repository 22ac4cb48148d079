import { createMemoryLog, createMemoryStorage, createRouter } from '@touchline/router';
import { type FetchServer, manualClock, serveFetch } from '@touchline/testing';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createServer } from '../create-server.ts';
import { keys, payment } from '../fixtures/shop-server.ts';
import { createWebhookSecret, webhook } from './index.ts';

const sealingKey = Buffer.alloc(32, 7).toString('base64');

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

interface Delivery {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** A customer's server: keeps what it was sent, and answers what a test wrote down beforehand, then 204. */
let customer: FetchServer;
let deliveries: Delivery[];
let answers: number[];
beforeEach(async () => {
  deliveries = [];
  answers = [];
  customer = await serveFetch(async (request) => {
    const path = new URL(request.url).pathname;
    deliveries.push({ path, headers: Object.fromEntries(request.headers), body: await request.text() });
    return new Response(null, { status: answers.shift() ?? 204 });
  });
  opened.push(customer);
});

/** The server's clock is now, since the verifier of Standard Webhooks looks at the machine's. */
const open = async ({ storage = createMemoryStorage(), settings = {} } = {}) => {
  const clock = manualClock(Date.now());
  const router = createRouter({
    log: createMemoryLog({ clock, storage }),
    clock,
    random: () => 1,
    connectors: { webhook: webhook({}, { clock, http: { allowPrivateAddresses: true } }) },
  });
  const server = createServer({
    router,
    clock,
    apiKeys: Object.values(keys).map(({ record }) => record),
    webhookEndpoints: { encryptionKeys: [sealingKey], allowPrivateAddresses: true, ...settings },
  });
  opened.push(server);
  await router.start();
  const call = async (method: string, path: string, body?: unknown, as: keyof typeof keys = 'admin') => {
    const response = await server.fetch(
      new Request(`http://shop.test${path}`, {
        method,
        headers: {
          authorization: `Bearer ${keys[as].key}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const create = async (more: object = {}, as: keyof typeof keys = 'admin') =>
    (
      await call(
        'POST',
        '/v1/webhook-endpoints',
        { url: `${customer.url}/hook`, types: ['payment.*'], ...more },
        as,
      )
    ).body;
  const publish = (id: string, more: object = {}) => call('POST', '/v1/events', payment(id, { ...more }));
  return { clock, router, server, call, create, publish };
};

const idsOf = () => deliveries.map(({ body }) => JSON.parse(body).id);

describe('a webhook endpoint', () => {
  test('gets the events of its types as CloudEvents, and Standard Webhooks verifies them', async () => {
    const { create, publish, router } = await open();
    const { secret, id } = await create();
    expect([secret, id]).toEqual([expect.stringMatching(/^whsec_/), expect.stringMatching(/^whe_/)]);
    await publish('evt_1');
    await router.settled();
    expect(deliveries).toHaveLength(1);
    const [{ headers, body, path }] = deliveries as [Delivery];
    expect(path).toBe('/hook');
    expect(headers['content-type']).toBe('application/cloudevents+json');
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      specversion: '1.0',
      id: 'evt_1',
      type: 'payment.succeeded',
    });
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
    expect(headers).not.toHaveProperty('authorization');
  });

  test('gets an event again after a failure, under the same id', async () => {
    const { create, publish, router, clock } = await open();
    await create();
    answers.push(500, 429);
    await publish('evt_1');
    const settled = router.settled();
    while (deliveries.length < 3) await clock.advance(1_000);
    await settled;
    expect(new Set(deliveries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  test('that refuses makes a dead letter', async () => {
    const { create, publish, router, call } = await open();
    await create();
    answers.push(403);
    await publish('evt_1');
    await router.settled();
    const { body } = await call('GET', '/v1/dead-letters');
    expect(body.deadLetters).toMatchObject([{ stage: 'deliver', error: { code: 'http.rejected' } }]);
    expect(JSON.stringify(body)).not.toContain('whsec_');
  });

  test('that is gone is disabled, keeps its events, and gets them once it is enabled', async () => {
    const { create, publish, call, clock, router } = await open();
    const { id } = await create();
    answers.push(410);
    await publish('evt_1');
    const statusOf = async () => (await call('GET', `/v1/webhook-endpoints/${id}`)).body.status;
    while ((await statusOf()) !== 'disabled') await clock.settle();
    await publish('evt_2');
    await clock.settle();
    expect(deliveries).toHaveLength(1);
    expect((await call('POST', `/v1/webhook-endpoints/${id}/enable`)).body.status).toBe('active');
    await clock.settle();
    await router.settled();
    expect(idsOf()).toEqual(['evt_1', 'evt_1', 'evt_2']);
  });

  test('is signed for with both secrets while one is rotated', async () => {
    const { create, publish, call, router, clock } = await open();
    const { id, secret: elder } = await create();
    const { body } = await call('POST', `/v1/webhook-endpoints/${id}/rotate-secret`, { overlapSeconds: 60 });
    expect(body.secrets).toBe(2);
    await publish('evt_1');
    await router.settled();
    for (const secret of [elder, body.secret]) {
      const [{ headers, body: sent }] = deliveries as [Delivery];
      expect(new Webhook(secret).verify(sent, headers)).toMatchObject({ id: 'evt_1' });
    }
    await clock.advance(61_000);
    await publish('evt_2');
    await router.settled();
    const { headers, body: sent } = deliveries[1] as Delivery;
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(1);
    expect(new Webhook(body.secret).verify(sent, headers)).toMatchObject({ id: 'evt_2' });
  });

  test('gets a new secret without being told for how long the elder one is good: for a day', async () => {
    const { create, call } = await open();
    const { id } = await create();
    const bare = await call('POST', `/v1/webhook-endpoints/${id}/rotate-secret`);
    expect([bare.status, bare.body.secrets]).toEqual([200, 2]);
    const wrong = await call('POST', `/v1/webhook-endpoints/${id}/rotate-secret`, { overlapSeconds: -1 });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'request.invalid']);
  });

  test('is listed without its secret, and deleted with its route', async () => {
    const { create, call, publish, router } = await open();
    const { secret, ...endpoint } = await create({ description: 'Bookkeeping' });
    const list = await call('GET', '/v1/webhook-endpoints');
    expect(list.body).toEqual({ webhookEndpoints: [{ ...endpoint, secrets: 1 }] });
    expect(JSON.stringify(list.body)).not.toContain(secret);
    expect((await call('DELETE', `/v1/webhook-endpoints/${endpoint.id}`)).status).toBe(204);
    expect((await call('DELETE', `/v1/webhook-endpoints/${endpoint.id}`)).body.code).toBe(
      'webhook_endpoint.unknown',
    );
    await publish('evt_1');
    await router.settled();
    expect([deliveries, (await call('GET', '/v1/routes')).body.routes]).toEqual([[], []]);
  });

  test('is there again after a restart, with what was published meanwhile', async () => {
    const storage = createMemoryStorage();
    const first = await open({ storage });
    const { secret } = await first.create();
    await first.server.close();
    const second = await open({ storage });
    expect((await second.call('GET', '/v1/webhook-endpoints')).body.webhookEndpoints).toHaveLength(1);
    await second.publish('evt_1');
    await second.router.settled();
    const [{ headers, body }] = deliveries as [Delivery];
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ id: 'evt_1' });
  });
});

describe('a tenant’s endpoint', () => {
  test('gets its events alone, and is seen by it alone', async () => {
    const { create, publish, call, router } = await open();
    const { id } = await create({}, 'north');
    await publish('for-south', { tenantid: 'south' });
    await publish('for-nobody');
    await publish('for-north', { tenantid: 'north' });
    await router.settled();
    expect(idsOf()).toEqual(['for-north']);
    const seen = async (as: keyof typeof keys) =>
      (await call('GET', '/v1/webhook-endpoints', undefined, as)).body.webhookEndpoints.length;
    expect([await seen('admin'), await seen('north'), await seen('south')]).toEqual([1, 1, 0]);
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/enable'],
    ] as const)
      expect((await call(method, `/v1/webhook-endpoints/${id}${path}`, undefined, 'south')).status).toBe(404);
    const routes = await call('GET', '/v1/routes', undefined, 'north');
    expect(routes.body.routes.map((route: { id: string }) => route.id)).toEqual([`webhook:${id}`]);
  });

  test('is one of so many at most', async () => {
    const { call, create } = await open({ settings: { maxEndpointsPerTenant: 1, maxEndpoints: 2 } });
    const wanted = { url: `${customer.url}/hook`, types: ['*'] };
    await create({}, 'north');
    const second = await call('POST', '/v1/webhook-endpoints', wanted, 'north');
    expect([second.status, second.body.code]).toEqual([409, 'webhook_endpoint.limit']);
    await create({}, 'south');
    expect((await call('POST', '/v1/webhook-endpoints', wanted)).status).toBe(409);
  });
});

describe('an endpoint is refused', () => {
  test.each([
    ['http://customer.example.com/hook', 'request.invalid'],
    ['https://127.0.0.1/hook', 'request.invalid'],
    ['https://169.254.169.254/latest/meta-data', 'request.invalid'],
    ['https://[::1]/hook', 'request.invalid'],
    ['https://metadata.google.internal/', 'request.invalid'],
    ['https://user:secret@customer.example.com/', 'request.invalid'],
    ['not a url', 'request.invalid'],
  ])('at %s', async (url, code) => {
    const { call } = await open({ settings: { allowPrivateAddresses: false } });
    const { status, body } = await call('POST', '/v1/webhook-endpoints', { url, types: ['*'] });
    expect([status, body.code, body.errors[0].path]).toEqual([400, code, 'url']);
    expect(JSON.stringify(body)).not.toContain('secret@');
  });

  test('for types that nobody has heard of', async () => {
    const { call } = await open();
    const types = ['payment.*', 'teapot.boiled'];
    const { status, body } = await call('POST', '/v1/webhook-endpoints', { url: customer.url, types });
    expect([status, body.errors]).toEqual([400, [{ path: 'types[1]', message: 'matches no event type' }]]);
  });
});

test('without the connector there are no webhook endpoints', async () => {
  const router = createRouter({ log: createMemoryLog(), connectors: {} });
  const server = createServer({ router, apiKeys: [keys.admin.record] });
  opened.push(server);
  const headers = { authorization: `Bearer ${keys.admin.key}` };
  const response = await server.fetch(new Request('http://shop.test/v1/webhook-endpoints', { headers }));
  expect(response.status).toBe(404);
});

test('the connector delivers from a route of one’s own too, at a private address only where that is allowed', async () => {
  const secret = createWebhookSecret();
  const event = { specversion: '1.0', id: 'evt_1', source: '/app', type: 'payment.succeeded' } as const;
  const input = { url: `${customer.url}/own`, secrets: [secret], event };
  const open = webhook({}, { http: { allowPrivateAddresses: true } });
  const guarded = webhook({});
  opened.push(open, guarded);
  expect(await open.actions.deliverEvent(input)).toEqual({ status: 204 });
  await expect(guarded.actions.deliverEvent(input)).rejects.toMatchObject({ code: 'http.url_forbidden' });
  expect(deliveries).toHaveLength(1);
});
