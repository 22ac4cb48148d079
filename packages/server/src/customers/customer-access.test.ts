import { afterEach, expect, test } from 'vitest';
import { createApiKey } from '../auth/api-key.ts';
import { type Scope, scopes } from '../auth/scopes.ts';
import { openHub } from '../fixtures/hub-server.ts';
import { closeAll, open } from '../fixtures/shop-server.ts';

afterEach(closeAll);

/** All endpoints about one customer, and a body that they take. */
const endpoints = (id: string): readonly (readonly [string, string, object | undefined, Scope])[] => [
  ['GET', `/v1/customers/${id}`, undefined, 'customers:read'],
  ['GET', `/v1/customers/${id}/timeline`, undefined, 'customers:read'],
  ['GET', `/v1/customers/${id}/conversations`, undefined, 'customers:read'],
  ['GET', `/v1/customers/${id}/consents`, undefined, 'customers:read'],
  ['GET', `/v1/customers/${id}/evidence`, undefined, 'customers:read'],
  ['GET', `/v1/customers/${id}/export`, undefined, 'customers:read'],
  ['GET', `/v1/customers/${id}/export.html`, undefined, 'customers:read'],
  ['GET', `/v1/customers/${id}/stream`, undefined, 'customers:read'],
  ['POST', `/v1/customers/${id}/consents`, { purpose: 'marketing', status: 'granted' }, 'customers:write'],
  ['POST', `/v1/customers/${id}/traits`, { traits: { plan: 'gold' } }, 'customers:write'],
  ['POST', `/v1/customers/${id}/merge`, { with: id, why: 'x' }, 'customers:write'],
  [
    'POST',
    `/v1/customers/${id}/split`,
    { identifiers: [{ namespace: 'user', value: 'u1' }], why: 'x' },
    'customers:write',
  ],
  ['POST', `/v1/customers/${id}/erase`, undefined, 'customers:erase'],
];

test('a tenant’s key sees its own customers only; for it there are no others', async () => {
  const { call, ordered, idOf } = await openHub();
  await ordered({ id: 'u1' }, 'north');
  await ordered({ id: 'u1' }, 'south');
  const [north, south] = [await idOf('user', 'u1', 'north'), await idOf('user', 'u1', 'south')];
  expect(north).not.toBe(south);
  const read = await call('GET', `/v1/customers/${north}`, { as: 'north' });
  expect([read.status, read.body.tenant]).toEqual([200, 'north']);
  const listed = (await call('GET', '/v1/customers', { as: 'north' })).body.customers;
  expect(listed.map(({ id }: { id: string }) => id)).toEqual([north]);
  for (const [method, path, body] of endpoints(south)) {
    const answer = await call(method, path, { as: 'north', body });
    expect([path, answer.status, answer.body.code]).toEqual([path, 404, 'hub.customer_unknown']);
  }
  const asked = await call('GET', '/v1/customers?tenant=south', { as: 'north' });
  expect([asked.status, asked.body.code]).toEqual([403, 'auth.forbidden']);
  // A key of no tenant says whose customers it means.
  expect((await call('GET', `/v1/customers/${south}`)).status).toBe(404);
  expect((await call('GET', `/v1/customers/${south}?tenant=south`)).status).toBe(200);
});

test('decisions, audiences and erasures are those of the tenant', async () => {
  const { call, ordered, idOf } = await openHub();
  for (const tenant of ['north', 'south'])
    for (const id of ['u1', 'u2', 'u1', 'u2']) await ordered({ id }, tenant);
  const [one, other] = [await idOf('user', 'u1', 'south'), await idOf('user', 'u2', 'south')];
  const { body: decision } = await call('POST', `/v1/customers/${one}/split?tenant=south`, {
    body: { identifiers: [{ namespace: 'user', value: 'u1' }], why: 'x' },
  });
  expect(decision.code).toBe('hub.decision_invalid');
  const merge = await call('POST', `/v1/customers/${one}/merge`, {
    as: 'south',
    body: { with: other, why: 'x' },
  });
  expect(merge.status).toBe(200);
  expect((await call('GET', '/v1/identity/decisions', { as: 'north' })).body.decisions).toEqual([]);
  const undo = { decision: merge.body.id, why: 'x' };
  const foreign = await call('POST', '/v1/identity/undo', { as: 'north', body: undo });
  expect([foreign.status, foreign.body.code]).toEqual([404, 'hub.decision_unknown']);
  const members = await call('GET', '/v1/audiences/buyers/members', { as: 'north' });
  expect(members.body.members.map(({ customer }: { customer: string }) => customer).sort()).toEqual(
    [await idOf('user', 'u1', 'north'), await idOf('user', 'u2', 'north')].sort(),
  );
  const { erasure } = (await call('POST', `/v1/customers/${one}/erase`, { as: 'south' })).body;
  expect((await call('GET', `/v1/erasures/${erasure.id}`, { as: 'south' })).status).toBe(200);
  expect((await call('GET', `/v1/erasures/${erasure.id}`, { as: 'north' })).status).toBe(404);
});

test.each(['customers:read', 'customers:write', 'customers:erase'] as const)(
  'a key that has every scope but %s is forbidden what needs it',
  async (missing) => {
    const almost = createApiKey({
      id: 'almost',
      scopes: (Object.keys(scopes) as Scope[]).filter((scope) => scope !== missing),
    });
    const { call, ordered, idOf } = await openHub({ apiKeys: [almost.record] });
    await ordered({ id: 'u1' });
    for (const [method, path, body, needed] of endpoints(await idOf('user', 'u1'))) {
      if (needed !== missing) continue;
      const answer = await call(method, path, { as: almost.key, body });
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'auth.forbidden']);
    }
  },
);

test('a server without a hub has none of them', async () => {
  const { call, server } = await open();
  expect((await call('GET', '/v1/customers')).status).toBe(404);
  expect(Object.keys(server.openApiDocument().paths ?? {}).join()).not.toContain('customers');
});

test('nothing personal stands in problems, also where it was sent', async () => {
  const { call } = await openHub();
  const personal = 'ada@example.com';
  for (const [path, body] of [
    ['/v1/customers/lookup', { namespace: 'email', value: personal }],
    ['/v1/customers/lookup', { namespace: 'Email', value: personal }],
    ['/v1/customers/lookup', { namespace: 'email', value: personal, [`${'x'.repeat(3)}`]: personal }],
    ['/v1/customers/prs_x/split', { identifiers: [{ namespace: 'email', value: personal }], why: personal }],
    [
      '/v1/identity/undo',
      { evidence: [personal, personal].map((value) => ({ namespace: 'email', value })), why: personal },
    ],
  ] as const) {
    const answer = await call('POST', path, { body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(JSON.stringify(answer.body)).not.toContain(personal);
  }
  const asked = await call('GET', `/v1/customers?identifier=${personal}`);
  expect([asked.status, JSON.stringify(asked.body).includes(personal)]).toEqual([400, false]);
});
