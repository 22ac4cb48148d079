import { afterEach, describe, expect, test } from 'vitest';
import { closeAll, open, payment } from '../fixtures/shop-server.ts';

afterEach(closeAll);

type Row = Record<string, unknown>;

describe('a webhook', () => {
  const webhook = (id: string, headers: Record<string, string> = { 'x-acme-key': 'good' }) => ({
    as: 'nobody' as const,
    body: { id },
    headers,
  });

  test('is verified and stored, and its repetition acknowledged and not repeated', async () => {
    const { call, router } = await open();
    expect((await call('POST', '/webhooks/acme', webhook('evt_1'))).status).toBe(200);
    expect((await call('POST', '/webhooks/acme', webhook('evt_1'))).status).toBe(200);
    expect((await router.stats()).events).toBe(1);
    const { body } = await call('GET', '/v1/connectors');
    expect(body.connectors[0]).toMatchObject({
      name: 'acme',
      inbound: ['webhook'],
      reactsTo: ['payment.succeeded'],
      ingress: { received: 2, events: 1, duplicates: 1 },
    });
  });

  test('that is not signed, or too large, is refused', async () => {
    const { call } = await open();
    expect((await call('POST', '/webhooks/acme', webhook('evt_1', {}))).body.code).toBe(
      'webhook.signature_invalid',
    );
    const large = { ...webhook('x'.repeat(20_000)) };
    expect((await call('POST', '/webhooks/acme', large)).body.code).toBe('webhook.body_too_large');
    expect((await call('GET', '/webhooks/acme', { as: 'nobody' })).body.code).toBe(
      'webhook.method_not_allowed',
    );
  });
});

describe('a connector', () => {
  test('is read with the schemas of its config and its actions', async () => {
    const { call } = await open();
    const { body } = await call('GET', '/v1/connectors/acme');
    expect(body).toMatchObject({
      name: 'acme',
      config: { properties: { apiKey: { format: 'password', writeOnly: true } } },
      actions: [{ name: 'writeNote', input: { required: ['customer', 'line'] }, idempotent: 'key' }],
      checks: true,
    });
    expect(JSON.stringify(body)).not.toContain('key_acme');
    expect((await call('GET', '/v1/connectors/acme', { as: 'south' })).body.code).toBe('connector.unknown');
  });

  test('is checked: its credentials are good, or the vendor says what is wrong', async () => {
    const { call, clock } = await open({
      answers: [{ status: 200, body: { id: 'acct_1' } }, { status: 401 }],
    });
    const check = async () => (await call('POST', '/v1/connectors/acme/check')).body;
    const listed = async () => (await call('GET', '/v1/connectors')).body.connectors[0];
    expect(await listed()).not.toHaveProperty('lastCheck');
    expect(await check()).toEqual({ healthy: true, account: 'acct_1' });
    expect((await listed()).lastCheck).toEqual({ healthy: true, checkedAt: '2026-01-01T00:00:00.000Z' });
    await clock.advance(1_000);
    expect(await check()).toMatchObject({
      healthy: false,
      error: { code: 'http.unauthorized', disposition: 'reauthorize' },
    });
    const { lastCheck, href } = await listed();
    expect(lastCheck).toEqual({
      healthy: false,
      checkedAt: '2026-01-01T00:00:01.000Z',
      code: 'http.unauthorized',
    });
    expect((await call('GET', href)).body).toMatchObject({ name: 'acme', actions: [{ name: 'writeNote' }] });
  });
});

describe('a route', () => {
  test('tells how it stands, its lag with it, and may be paused and resumed', async () => {
    const { call, router, vendor, clock } = await open();
    expect((await call('POST', '/v1/routes/acme/pause')).status).toBe(204);
    await clock.settle();
    await call('POST', '/v1/events', { body: [payment('a'), payment('b')] });
    const { body } = await call('GET', '/v1/routes');
    expect(body.routes).toEqual([
      expect.objectContaining({
        id: 'acme',
        to: 'acme',
        on: ['payment.succeeded'],
        state: 'paused: operator',
        matched: 2,
        pending: 2,
        lag: 2,
      }),
    ]);
    await call('POST', '/v1/routes/acme/resume');
    await clock.settle();
    await router.settled();
    expect(vendor.requests).toHaveLength(2);
    expect((await call('GET', '/v1/routes')).body.routes[0]).toMatchObject({
      state: 'running',
      delivered: 2,
      lag: 0,
    });
  });

  test('stands in the topology as plain data', async () => {
    const { call } = await open();
    const { body } = await call('GET', '/v1/topology');
    expect(body.connectors.map(({ name }: Row) => name)).toEqual(['acme']);
    expect(body.routes[0]).toMatchObject({ id: 'acme', byDefault: true, decidedBy: 'reaction' });
  });
});

describe('dead letters', () => {
  const buried = async (count: number) => {
    const shop = await open({ answers: Array.from({ length: count }, () => ({ status: 422 })) });
    for (let index = 1; index <= count; index += 1)
      await shop.call('POST', '/v1/events', { body: payment(`evt_${index}`) });
    await shop.router.settled();
    return shop;
  };

  test('are listed in pages, by filters, and read one by one', async () => {
    const { call } = await buried(3);
    const first = await call('GET', '/v1/dead-letters?limit=2');
    expect(first.body.deadLetters).toHaveLength(2);
    const rest = await call('GET', `/v1/dead-letters?limit=2&cursor=${first.body.nextCursor}`);
    expect([rest.body.deadLetters.length, rest.body.nextCursor]).toEqual([1, undefined]);
    const [letter] = first.body.deadLetters;
    expect(letter).toMatchObject({
      kind: 'delivery',
      route: 'acme',
      stage: 'deliver',
      attempts: 1,
      error: { code: 'http.rejected' },
      event: { type: 'payment.succeeded' },
    });
    expect((await call('GET', `/v1/dead-letters/${letter.id}`)).body).toEqual(letter);
    const none = await call('GET', '/v1/dead-letters?routes=other&codes=http.rejected&types=payment.*');
    expect(none.body).toEqual({ deadLetters: [] });
    const cursor = first.body.nextCursor;
    expect((await call('GET', `/v1/dead-letters?kind=webhook&cursor=${cursor}`)).status).toBe(400);
  });

  test('are counted by a dry run, replayed, and discarded', async () => {
    const { call, router, vendor } = await buried(2);
    const filter = { routes: ['acme'], codes: ['http.rejected'] };
    const replay = (dryRun: boolean) => call('POST', '/v1/dead-letters/replay', { body: { filter, dryRun } });
    expect((await replay(true)).body).toEqual({ deliveries: 2, webhooks: 0, stillFailing: 0 });
    expect(vendor.requests).toHaveLength(2);
    expect((await replay(false)).body).toEqual({ deliveries: 2, webhooks: 0, stillFailing: 0 });
    await router.settled();
    expect([vendor.requests.length, (await router.stats()).deadLetters]).toEqual([4, 0]);
  });

  test('are discarded for good', async () => {
    const { call, router } = await buried(2);
    const discard = (dryRun: boolean) =>
      call('POST', '/v1/dead-letters/discard', { body: { filter: { kind: 'delivery' }, dryRun } });
    expect((await discard(true)).body).toEqual({ discarded: 2 });
    expect((await discard(false)).body).toEqual({ discarded: 2 });
    expect(await router.deadLetters.count()).toBe(0);
  });

  test('of webhooks hold what came', async () => {
    const { call } = await open();
    await call('POST', '/webhooks/acme', {
      as: 'nobody',
      body: { id: 7 },
      headers: { 'x-acme-key': 'good' },
    });
    const { body } = await call('GET', '/v1/dead-letters?kind=webhook');
    expect(body.deadLetters[0]).toMatchObject({ kind: 'webhook', connector: 'acme', stage: 'parse' });
    expect(Buffer.from(body.deadLetters[0].request.bodyBase64, 'base64').toString()).toBe('{"id":7}');
  });
});

describe('probes', () => {
  test('tell whether the service is alive and ready', async () => {
    const { call, server } = await open();
    expect((await call('GET', '/healthz', { as: 'nobody' })).body).toEqual({ status: 'alive' });
    expect((await call('GET', '/readyz', { as: 'nobody' })).body).toEqual({ status: 'ready' });
    await server.close();
    const { status, body, headers } = await call('GET', '/readyz', { as: 'nobody' });
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'router.closed', '1']);
  });

  test('metrics are Prometheus text', async () => {
    const { call, router } = await open();
    await call('POST', '/v1/events', { body: payment('evt_1') });
    await router.settled();
    const { body, headers } = await call('GET', '/metrics');
    expect(headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(body).toContain('touchline_events_published_total 1');
    expect(body).toContain('touchline_route_pending{route="acme",connector="acme"} 0');
  });
});
