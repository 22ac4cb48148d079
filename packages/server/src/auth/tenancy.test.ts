import { afterEach, describe, expect, test } from 'vitest';
import { closeAll, open, payment } from '../fixtures/shop-server.ts';

afterEach(closeAll);

/** Two tenants with a route and a dead letter each, and a route of nobody's. */
const twoTenants = async () => {
  const shop = await open({ answers: Array.from({ length: 6 }, () => ({ status: 422 })) });
  for (const tenantid of ['north', 'south'])
    shop.router.route({ id: `for-${tenantid}`, on: 'payment.succeeded', to: 'acme', filter: { tenantid } });
  for (const tenantid of ['north', 'south'])
    await shop.router.publish(payment(`evt-${tenantid}`, { tenantid }) as never);
  await shop.router.settled();
  return shop;
};

type Row = { id: string };

describe('a key that is bound to a tenant sees only its own', () => {
  test('events', async () => {
    const { call } = await twoTenants();
    const { body } = await call('GET', '/v1/events', { as: 'north' });
    expect(body.events.map(({ event }: { event: Row }) => event.id)).toEqual(['evt-north']);
    expect((await call('GET', '/v1/events/evt-north?source=/app', { as: 'north' })).status).toBe(200);
    const foreign = await call('GET', '/v1/events/evt-south?source=/app', { as: 'north' });
    expect([foreign.status, foreign.body.code]).toEqual([404, 'event.unknown']);
  });

  test('routes, which it may pause', async () => {
    const { call } = await twoTenants();
    const { body } = await call('GET', '/v1/routes', { as: 'north' });
    expect(body.routes.map(({ id }: Row) => id)).toEqual(['for-north']);
    const topology = await call('GET', '/v1/topology', { as: 'north' });
    expect(topology.body.routes.map(({ id }: Row) => id)).toEqual(['for-north']);
    expect((await call('POST', '/v1/routes/for-north/pause', { as: 'north' })).status).toBe(204);
    for (const id of ['for-south', 'acme', 'none']) {
      const { status, body: problem } = await call('POST', `/v1/routes/${id}/pause`, { as: 'north' });
      expect([id, status, problem.code]).toEqual([id, 404, 'route.unknown']);
      expect(JSON.stringify(problem)).not.toContain('for-');
    }
  });

  test('dead letters, which it may replay and discard', async () => {
    const { call, router } = await twoTenants();
    const all = (await call('GET', '/v1/dead-letters')).body.deadLetters as (Row & { event: Row })[];
    const own = (await call('GET', '/v1/dead-letters', { as: 'north' })).body.deadLetters as typeof all;
    expect([all.length, own.map(({ event }) => event.id)]).toEqual([4, ['evt-north', 'evt-north']]);
    const foreign = all.find(({ event }) => event.id === 'evt-south')?.id;
    expect((await call('GET', `/v1/dead-letters/${foreign}`, { as: 'north' })).status).toBe(404);
    const replay = { filter: { ids: [foreign] }, dryRun: true };
    expect((await call('POST', '/v1/dead-letters/replay', { as: 'north', body: replay })).body).toEqual({
      deliveries: 0,
      webhooks: 0,
      stillFailing: 0,
    });
    const discarded = await call('POST', '/v1/dead-letters/discard', { as: 'north', body: { filter: {} } });
    expect(discarded.body).toEqual({ discarded: 2 });
    expect(await router.deadLetters.count()).toBe(2);
  });

  test('connectors, which its record names', async () => {
    const { call } = await open();
    const body = { customer: 'cus_1', line: 'Hello.' };
    const path = '/v1/connectors/acme/actions/writeNote';
    expect((await call('POST', path, { as: 'north', body })).body).toEqual({
      status: 'done',
      output: { id: 'note_1' },
    });
    expect((await call('POST', path, { as: 'south', body })).body.code).toBe('auth.forbidden');
    const named = async (as: string) =>
      (await call('GET', '/v1/connectors', { as })).body.connectors.map(({ name }: { name: string }) => name);
    expect([await named('north'), await named('south'), await named('admin')]).toEqual([
      ['acme'],
      [],
      ['acme'],
    ]);
  });

  test('counts: none of those that are of all tenants', async () => {
    const { call } = await twoTenants();
    const metrics = await call('GET', '/metrics', { as: 'north' });
    expect([metrics.status, metrics.body.code]).toEqual([403, 'auth.forbidden']);
    expect(JSON.stringify(metrics.body)).not.toContain('south');
    const connectorOf = async (as: string) =>
      (await call('GET', '/v1/connectors', { as })).body.connectors[0];
    expect(await connectorOf('north')).not.toHaveProperty('ingress');
    expect(await connectorOf('admin')).toHaveProperty('ingress');
  });
});
