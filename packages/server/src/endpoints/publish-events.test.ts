import { CloudEvent, HTTP } from 'cloudevents';
import { afterEach, describe, expect, test } from 'vitest';
import { paymentData } from '../fixtures/acme.ts';
import { closeAll, open, payment } from '../fixtures/shop-server.ts';

afterEach(closeAll);

describe('publishing', () => {
  test('a draft answers its receipt once it is durable, and it reaches the routes', async () => {
    const { call, router, vendor } = await open();
    const { status, body } = await call('POST', '/v1/events', { body: payment('evt_1') });
    expect([status, body]).toEqual([
      200,
      { receipts: [{ id: 'evt_1', source: '/app', position: 1, duplicate: false }] },
    ]);
    await router.settled();
    expect(vendor.requests.map(({ url }) => url)).toEqual(['https://api.acme.test/customers/cus_1/notes']);
  });

  test('the same event again changes nothing, and says so', async () => {
    const { call, router } = await open();
    await call('POST', '/v1/events', { body: payment('evt_1') });
    const { body } = await call('POST', '/v1/events', { body: payment('evt_1') });
    expect(body.receipts[0]).toMatchObject({ position: 1, duplicate: true });
    expect((await router.stats()).events).toBe(1);
  });

  test('a list answers a receipt for each, in order', async () => {
    const { call } = await open();
    const { body } = await call('POST', '/v1/events', { body: [payment('a'), payment('b'), payment('a')] });
    expect(body.receipts.map((receipt: { id: string }) => receipt.id)).toEqual(['a', 'b', 'a']);
    expect(body.receipts.map((receipt: { duplicate: boolean }) => receipt.duplicate)).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('a list with a wrong event stores nothing, and names all that is wrong with its place', async () => {
    const { call, router } = await open();
    const wrong = payment('b', { data: { payment: {} } });
    const { status, body } = await call('POST', '/v1/events', {
      body: [payment('a'), wrong, { type: 'no.such', data: {} }],
    });
    expect([status, body.code]).toEqual([422, 'event.invalid']);
    const paths = body.errors.map(({ path }: { path: string }) => path);
    expect(paths).toContain('[2].type');
    expect(paths.filter((path: string) => path.startsWith('[1].data.'))).not.toEqual([]);
    expect(body.errors.length).toBe(paths.filter((path: string) => /^\[[12]\]/.test(path)).length);
    expect((await router.stats()).events).toBe(0);
  });

  test('more events than one request may hold are refused', async () => {
    const { call } = await open({ maxBatchEvents: 2 });
    const { status, body } = await call('POST', '/v1/events', {
      body: ['a', 'b', 'c'].map((id) => payment(id)),
    });
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('an Idempotency-Key', () => {
  test('makes repeating a request safe for events that have no id', async () => {
    const { call, router } = await open();
    const request = { body: [payment(), payment()], headers: { 'idempotency-key': 'order-7' } };
    const first = await call('POST', '/v1/events', request);
    const second = await call('POST', '/v1/events', request);
    expect(second.body.receipts).toEqual(
      first.body.receipts.map((receipt: object) => ({ ...receipt, duplicate: true })),
    );
    expect((await router.stats()).events).toBe(2);
  });

  test('stands for one request: another body under it is refused, and nothing of it is stored', async () => {
    const { call, router } = await open();
    const headers = { 'idempotency-key': 'order-7' };
    const first = { body: [payment(), payment()], headers };
    await call('POST', '/v1/events', first);
    for (const body of [[payment()], [payment(), payment(), payment()], [payment('own')], payment()]) {
      const { status, body: problem } = await call('POST', '/v1/events', { body, headers });
      expect([status, problem.code]).toEqual([422, 'request.idempotency_key_reused']);
    }
    expect((await call('POST', '/v1/events', first)).body.receipts).toMatchObject([
      { duplicate: true },
      { duplicate: true },
    ]);
    expect((await router.stats()).events).toBe(2);
  });

  test('is free again where its request was refused', async () => {
    const { call } = await open();
    const headers = { 'idempotency-key': 'order-7' };
    expect((await call('POST', '/v1/events', { body: { type: 'nothing.known' }, headers })).status).toBe(422);
    const { status, body } = await call('POST', '/v1/events', { body: payment(), headers });
    expect([status, body.receipts]).toMatchObject([200, [{ duplicate: false }]]);
  });

  test('is the caller’s own: another one’s is another key', async () => {
    const { call, router } = await open();
    const headers = { 'idempotency-key': 'order-7' };
    await call('POST', '/v1/events', { body: payment(), headers, as: 'north' });
    await call('POST', '/v1/events', { body: payment(), headers, as: 'south' });
    expect((await router.stats()).events).toBe(2);
  });
});

describe('the modes of CloudEvents, as its own SDK writes them,', () => {
  const event = new CloudEvent({
    id: 'evt %1 ü',
    source: '/shop/berlin',
    type: 'payment.succeeded',
    time: '2026-11-21T09:30:00.000Z',
    datacontenttype: 'application/json',
    subject: 'pi_1',
    correlationid: 'order "7"',
    data: paymentData(),
  });

  test('structured', async () => {
    const { call } = await open();
    const { headers, body } = HTTP.structured(event);
    const published = await call('POST', '/v1/events', { body, headers: headers as Record<string, string> });
    expect(published.body.receipts[0]).toMatchObject({ id: 'evt %1 ü', source: '/shop/berlin' });
  });

  test('batched', async () => {
    const { call } = await open();
    const batch = JSON.stringify([event.toJSON(), { ...event.toJSON(), id: 'evt_2' }]);
    const headers = { 'content-type': 'application/cloudevents-batch+json; charset=utf-8' };
    const published = await call('POST', '/v1/events', { body: batch, headers });
    expect(published.body.receipts).toHaveLength(2);
  });

  test('binary, with percent-encoded attributes', async () => {
    const { call } = await open();
    const { headers, body } = HTTP.binary(event);
    const encoded = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, encodeURI(String(value))]),
    );
    const { status } = await call('POST', '/v1/events', { body, headers: encoded });
    expect(status).toBe(200);
    const path = `/v1/events/${encodeURIComponent('evt %1 ü')}?source=${encodeURIComponent('/shop/berlin')}`;
    const { body: read } = await call('GET', path);
    expect(read.event).toMatchObject({ subject: 'pi_1', correlationid: 'order "7"', data: event.data });
  });

  test('an event of CloudEvents must have what CloudEvents demands', async () => {
    const { call } = await open();
    const headers = { 'content-type': 'application/cloudevents+json' };
    const { status, body } = await call('POST', '/v1/events', { body: payment('evt_1'), headers });
    expect([status, body.code]).toEqual([422, 'event.invalid']);
    expect(body.errors).toEqual([
      { path: 'specversion', message: 'is required' },
      { path: 'source', message: 'is required' },
    ]);
  });
});

describe('a key that is bound to a tenant', () => {
  test('publishes events of its tenant, from a source of its own', async () => {
    const { call } = await open();
    const { body } = await call('POST', '/v1/events', { body: payment('evt_1'), as: 'north' });
    expect(body.receipts[0].source).toBe('/tenants/north');
    const read = await call('GET', `/v1/events/evt_1?source=${encodeURIComponent('/tenants/north')}`);
    expect(read.body.event.tenantid).toBe('north');
  });

  test('cannot publish another one’s', async () => {
    const { call, router } = await open();
    const { status, body } = await call('POST', '/v1/events', {
      body: [payment('evt_1'), payment('evt_2', { tenantid: 'south' })],
      as: 'north',
    });
    expect([status, body.code]).toEqual([403, 'auth.forbidden']);
    expect((await router.stats()).events).toBe(0);
  });

  test.each([
    '/connectors/acme',
    '/app',
    '/shop',
    '/tenants/south',
    '/tenants/northern',
    '/tenants/north/../south',
    '/tenants/north/%2e%2e/south',
    '//elsewhere.test/tenants/north',
  ])('cannot publish from %s', async (source) => {
    const { call, router } = await open();
    const { status, body } = await call('POST', '/v1/events', {
      body: [payment('evt_0'), payment('evt_1', { source })],
      as: 'north',
    });
    expect([status, body.code]).toEqual([403, 'auth.forbidden']);
    expect(body.detail).toContain('/tenants/north');
    expect((await router.stats()).events).toBe(0);
  });

  test('may divide what is its own', async () => {
    const { call } = await open();
    const { body } = await call('POST', '/v1/events', {
      body: payment('evt_1', { source: '/tenants/north/shop' }),
      as: 'north',
    });
    expect(body.receipts[0].source).toBe('/tenants/north/shop');
  });

  test('cannot be forestalled in its own sources by somebody who is not bound to it', async () => {
    const { call } = await open();
    for (const tenantid of [undefined, 'south', '\ud800']) {
      const { status, body } = await call('POST', '/v1/events', {
        body: payment('evt_1', { source: '/tenants/north', ...(tenantid && { tenantid }) }),
      });
      expect([status, body.code, body.errors[0].path]).toEqual([422, 'event.invalid', 'tenantid']);
    }
    const helped = payment('evt_1', { source: '/tenants/north', tenantid: 'north' });
    expect((await call('POST', '/v1/events', { body: helped })).status).toBe(200);
  });
});

describe('what a vendor sends', () => {
  const fromVendor = { as: 'nobody', body: { id: 'evt_v1' }, headers: { 'x-acme-key': 'good' } } as const;
  const forged = (source: string) => payment('evt_v1', { source });

  test.each([
    ['writer', '/connectors/acme'],
    ['writer', '/x/../connectors/acme'],
    ['north', '/connectors/acme'],
  ])('cannot be forestalled by %s with an event from %s', async (as, source) => {
    const { call, router } = await open();
    const { status, body } = await call('POST', '/v1/events', { as, body: forged(source) });
    expect([status, body.code]).toEqual([403, 'auth.forbidden']);
    expect((await call('POST', '/webhooks/acme', fromVendor)).status).toBe(200);
    expect(router.ingress().acme).toMatchObject({ events: 1, duplicates: 0 });
  });

  test('may be published by a key with the scope for it, which does not help a tenant', async () => {
    const { call } = await open();
    const body = forged('/connectors/acme');
    expect((await call('POST', '/v1/events', { body, as: 'north' })).status).toBe(403);
    expect((await call('POST', '/v1/events', { body })).status).toBe(200);
  });
});
