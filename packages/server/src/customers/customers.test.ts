import { afterEach, describe, expect, test } from 'vitest';
import { openHub } from '../fixtures/hub-server.ts';
import { closeAll } from '../fixtures/shop-server.ts';

afterEach(closeAll);

const ada = { id: 'u1', email: 'ada@example.com', name: 'Ada' };

describe('a customer', () => {
  test('is read with all that is known: identifiers, traits with who said so, audiences, consents', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered(ada);
    await ordered({ ...ada, phone: '+14155550123' });
    const id = await idOf('email', 'ada@example.com');
    await call('POST', `/v1/customers/${id}/consents`, {
      body: { purpose: 'marketing', channel: 'email', status: 'withdrawn' },
    });
    const { status, body } = await call('GET', `/v1/customers/${id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      identifiers: [
        { namespace: 'user', value: 'u1', firstSeen: '2026-11-21T12:00:00.000Z' },
        { namespace: 'email', value: 'ada@example.com' },
        { namespace: 'phone', value: '+14155550123' },
      ],
      traits: { name: { value: 'Ada', source: '/app', confidence: 0.8, others: [] } },
      computed: { orderCount: 2 },
      audiences: [{ audience: 'buyers' }],
      consents: [{ purpose: 'marketing', channel: 'email', allowed: false, reason: 'consent.withdrawn' }],
    });
    expect(body).not.toHaveProperty('tenant');
  });

  test('is found by any identifier, written in whatever way', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered({ ...ada, externalIds: { stripe: 'cus_1' } });
    const id = await idOf('user', 'u1');
    for (const body of [
      { namespace: 'email', value: ' ADA@Example.com' },
      { namespace: 'external:stripe', value: 'cus_1' },
    ])
      expect((await call('POST', '/v1/customers/lookup', { body })).body.id).toBe(id);
    for (const identifier of ['email:Ada@example.com', 'external:stripe:cus_1', 'user:u1']) {
      const { body } = await call('GET', `/v1/customers?identifier=${encodeURIComponent(identifier)}`);
      expect(body.customers.map((customer: { id: string }) => customer.id)).toEqual([id]);
    }
    const nobody = await call('GET', '/v1/customers?identifier=email:eve@example.com');
    expect(nobody.body).toEqual({ customers: [] });
    const unknown = { namespace: 'email', value: 'eve@example.com' };
    const missed = await call('POST', '/v1/customers/lookup', { body: unknown });
    expect([missed.status, missed.body.code]).toEqual([404, 'hub.customer_unknown']);
    expect(JSON.stringify(missed.body)).not.toContain('eve');
  });

  test('is one of a list that goes on where a page ended', async () => {
    const { call, ordered } = await openHub();
    for (const id of ['a', 'b', 'c']) await ordered({ id });
    const first = (await call('GET', '/v1/customers?limit=2')).body;
    const rest = (await call('GET', `/v1/customers?limit=2&cursor=${first.nextCursor}`)).body;
    type Row = { identifiers: [{ value: string }] };
    expect([...first.customers, ...rest.customers].map((row: Row) => row.identifiers[0].value)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(rest).not.toHaveProperty('nextCursor');
    const elsewhere = await call('GET', `/v1/identity/decisions?cursor=${first.nextCursor}`);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('a trait', () => {
  test('is set as an event with its source, once for a key of idempotency, and taken back by null', async () => {
    const { call, ordered, settle, idOf } = await openHub();
    await ordered(ada);
    const id = await idOf('user', 'u1');
    const path = `/v1/customers/${id}/traits`;
    const gold = {
      body: { traits: { plan: 'gold' }, source: '/apps/billing' },
      headers: { 'idempotency-key': 'k' },
    };
    const first = await call('POST', path, gold);
    expect([first.status, first.body]).toMatchObject([202, { source: '/apps/billing', duplicate: false }]);
    expect((await call('POST', path, gold)).body).toEqual({ ...first.body, duplicate: true });
    const other = await call('POST', path, { ...gold, body: { traits: { plan: 'silver' } } });
    expect([other.status, other.body.code]).toEqual([422, 'request.idempotency_key_reused']);
    await settle();
    const planOf = async () => (await call('GET', `/v1/customers/${id}`)).body.traits.plan;
    expect(await planOf()).toMatchObject({ value: 'gold', source: '/apps/billing', confidence: 1 });
    expect(await idOf('user', 'u1')).toBe(id);
    await call('POST', path, { body: { traits: { plan: null } } });
    await settle();
    expect(await planOf()).toMatchObject({ value: null, others: [{ value: 'gold' }] });
  });

  test('of a tenant is said by the tenant, and by nobody in the name of a vendor', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered({ id: 'u1' }, 'north');
    const path = `/v1/customers/${await idOf('user', 'u1', 'north')}/traits`;
    const body = { traits: { plan: 'gold' } };
    expect((await call('POST', path, { as: 'north', body })).body.source).toBe('/tenants/north');
    const forged = await call('POST', path, { as: 'north', body: { ...body, source: '/connectors/crm' } });
    expect([forged.status, forged.body.code]).toEqual([403, 'auth.forbidden']);
  });

  test('that is too long, or one of too many, is refused', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered(ada);
    const path = `/v1/customers/${await idOf('user', 'u1')}/traits`;
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`t${index}`, 1]));
    for (const traits of [{ long: 'x'.repeat(4_096) }, many, { '': 1 }]) {
      const answer = await call('POST', path, { body: { traits } });
      expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    }
  });
});

describe('what happened with a customer', () => {
  test('is read newest first, by type, channel and time, page by page', async () => {
    const { call, ordered, router, settle, clock, idOf } = await openHub();
    await ordered(ada);
    await clock.advance(3_600_000);
    await router.publish({
      type: 'page.viewed',
      data: { customer: { id: 'u1' }, url: 'https://shop.example/' },
    });
    await settle();
    const path = `/v1/customers/${await idOf('user', 'u1')}/timeline`;
    const typesOf = async (query: string): Promise<string[]> =>
      (await call('GET', `${path}${query}`)).body.entries.map(
        ({ event }: { event: { type: string } }) => event.type,
      );
    expect(await typesOf('')).toEqual(['page.viewed', 'order.created']);
    expect(await typesOf('?types=order.*')).toEqual(['order.created']);
    expect(await typesOf('?channels=web,email')).toEqual(['page.viewed']);
    expect(await typesOf('?before=2026-11-21T12:30:00Z')).toEqual(['order.created']);
    const { nextCursor } = (await call('GET', `${path}?limit=1`)).body;
    expect(await typesOf(`?limit=1&cursor=${nextCursor}`)).toEqual(['order.created']);
    expect((await call('GET', `${path}?limit=1&types=order.*&cursor=${nextCursor}`)).status).toBe(400);
  });

  test('is read as conversations', async () => {
    const { call, router, settle, idOf } = await openHub();
    await router.publish({
      type: 'message.received',
      data: {
        customer: { id: 'u1' },
        channel: 'whatsapp',
        messageId: 'm1',
        conversationId: 'c1',
        from: { id: 'U1', displayName: 'Ada' },
        text: 'Where is it?',
      },
    });
    await settle();
    const { body } = await call('GET', `/v1/customers/${await idOf('user', 'u1')}/conversations`);
    expect(body.conversations).toMatchObject([
      { channels: ['whatsapp'], items: [{ kind: 'message', direction: 'inbound', summary: 'Where is it?' }] },
    ]);
  });
});

describe('a consent', () => {
  test('is recorded with its proof, by the key where nobody else is named, and once for a key of idempotency', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered(ada);
    const path = `/v1/customers/${await idOf('user', 'u1')}/consents`;
    const grant = {
      body: { purpose: 'marketing', channel: 'email', status: 'granted', proof: { form: 'newsletter' } },
      headers: { 'idempotency-key': 'tick-1' },
    };
    const first = await call('POST', path, grant);
    const again = await call('POST', path, grant);
    expect([first.status, again.body.id]).toEqual([201, first.body.id]);
    const other = await call('POST', path, { ...grant, body: { ...grant.body, status: 'withdrawn' } });
    expect([other.status, other.body.code]).toEqual([422, 'request.idempotency_key_reused']);
    const { body } = await call('GET', path);
    expect(body.statements).toMatchObject([
      { id: first.body.id, proof: { form: 'newsletter' }, source: { kind: 'recorded', by: 'admin' } },
    ]);
    expect(body.standings).toMatchObject([{ purpose: 'marketing', channel: 'email', allowed: true }]);
    expect(body.standings[0].law.length).toBeGreaterThan(0);
  });

  test('that cannot be is refused, and nothing is recorded', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered(ada);
    const path = `/v1/customers/${await idOf('user', 'u1')}/consents`;
    const draft = { purpose: 'marketing', status: 'granted' };
    for (const [wrong, code] of [
      [{ ...draft, status: 'maybe' }, 'request.invalid'],
      [{ ...draft, surprising: 1 }, 'request.invalid'],
      [{ ...draft, at: '2030-01-01T00:00:00Z' }, 'hub.consent_invalid'],
    ] as const)
      expect((await call('POST', path, { body: wrong })).body.code).toBe(code);
    expect((await call('GET', path)).body.statements).toEqual([]);
  });
});

describe('who is who', () => {
  test('is decided: two are merged, each old id leads to the one, and undoing gives back both', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered({ id: 'u1' });
    await ordered({ email: 'ada@example.com' });
    const [one, other] = [await idOf('user', 'u1'), await idOf('email', 'ada@example.com')];
    const merge = await call('POST', `/v1/customers/${one}/merge`, {
      body: { with: other, why: 'She said so.', by: 'agent-7' },
    });
    expect(merge.body).toMatchObject({ kind: 'merge', note: { by: 'agent-7' }, isActive: true });
    const merged = [
      (await call('GET', `/v1/customers/${one}`)).body,
      (await call('GET', `/v1/customers/${other}`)).body,
    ];
    expect(merged.map(({ id }) => id)).toEqual([one, one]);
    expect(merged[1].identifiers).toHaveLength(2);
    const twice = await call('POST', `/v1/customers/${one}/merge`, { body: { with: other, why: 'Again.' } });
    expect([twice.status, twice.body.code]).toEqual([409, 'hub.decision_invalid']);

    const undone = await call('POST', '/v1/identity/undo', {
      body: { decision: merge.body.id, why: 'They are two.' },
    });
    expect(undone.body).toMatchObject({ kind: 'undo', undoes: merge.body.id, note: { by: 'admin' } });
    expect((await call('GET', `/v1/customers/${other}`)).body.id).toBe(other);
    const { decisions } = (await call('GET', '/v1/identity/decisions')).body;
    expect(
      decisions.map(({ kind, isActive }: { kind: string; isActive: boolean }) => [kind, isActive]),
    ).toEqual([
      ['merge', false],
      ['undo', true],
    ]);
  });

  test('is decided: one is split, and stays two', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered({ id: 'u1', phone: '+14155550123' });
    const id = await idOf('user', 'u1');
    const identifiers = [{ namespace: 'phone', value: '(415) 555-0123' }];
    const wrong = await call('POST', `/v1/customers/${id}/split`, {
      body: { identifiers, why: 'Family phone.' },
    });
    expect([wrong.status, wrong.body.code]).toEqual([409, 'hub.decision_invalid']);
    const split = await call('POST', `/v1/customers/${id}/split`, {
      body: { identifiers: [{ namespace: 'phone', value: '+1 415 555 0123' }], why: 'Family phone.' },
    });
    expect(split.body).toMatchObject({ kind: 'split' });
    await ordered({ id: 'u1', phone: '+14155550123' });
    expect(await idOf('phone', '+14155550123')).not.toBe(await idOf('user', 'u1'));
    const evidence = await call('POST', '/v1/identity/undo', {
      body: {
        evidence: [
          { namespace: 'user', value: 'u1' },
          { namespace: 'phone', value: '+14155550123' },
        ],
        why: 'It says nothing.',
      },
    });
    expect(evidence.body).toMatchObject({ kind: 'disregard' });
  });

  test('of somebody or something unknown is no decision', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered(ada);
    const id = await idOf('user', 'u1');
    const codeOf = async (path: string, body: object) => (await call('POST', path, { body })).body.code;
    expect(await codeOf('/v1/customers/prs_nobody/merge', { with: id, why: 'x' })).toBe(
      'hub.customer_unknown',
    );
    expect(await codeOf(`/v1/customers/${id}/merge`, { with: 'prs_nobody', why: 'x' })).toBe(
      'hub.customer_unknown',
    );
    expect(await codeOf('/v1/identity/undo', { decision: 'dec_99', why: 'x' })).toBe('hub.decision_unknown');
    expect(await codeOf('/v1/identity/undo', { why: 'x' })).toBe('request.invalid');
    expect(await codeOf(`/v1/customers/${id}/merge`, { with: id })).toBe('request.invalid');
  });
});

describe('why somebody is who they are', () => {
  test('is told by events, and so is what was refused', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered({ id: 'u1', email: 'ada@example.com' });
    await ordered({ id: 'u2', email: 'ada@example.com' });
    const [ada, other] = [await idOf('user', 'u1'), await idOf('user', 'u2')];
    const { evidence } = (await call('GET', `/v1/customers/${ada}/evidence`)).body;
    expect(evidence[0]).toMatchObject({
      between: [{ value: 'u1' }, { value: 'ada@example.com' }],
      source: '/app',
      at: '2026-11-21T12:00:00.000Z',
    });
    const { refusals } = (await call('GET', '/v1/identity/refusals')).body;
    expect(refusals).toMatchObject([{ kind: 'evidence', refused: 'limit:user' }]);
    expect([...refusals[0].customers].sort()).toEqual([ada, other].sort());
    expect((await call('GET', '/v1/identity/refusals', { as: 'north' })).body.refusals).toEqual([]);
    const nobody = await call('GET', `/v1/customers/${ada}/evidence`, { as: 'north' });
    expect([nobody.status, nobody.body.code]).toEqual([404, 'hub.customer_unknown']);
  });

  test('would be another thing by other rules, which are tried without a change', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered({ id: 'u1', email: 'ada@example.com' });
    await ordered({ id: 'u2', email: 'ada@example.com' });
    const { body } = await call('POST', '/v1/identity/preview', { body: { limits: { user: 2 } } });
    expect(body).toMatchObject({ customers: { before: 2, after: 1 }, merged: 1, split: 0 });
    expect(await idOf('user', 'u1')).not.toBe(await idOf('user', 'u2'));
    for (const wrong of [{ strength: ['user'] }, { limits: { user: 0 } }, { surprising: 1 }]) {
      const refused = await call('POST', '/v1/identity/preview', { body: wrong });
      expect([refused.status, refused.body.code]).toEqual([400, 'request.invalid']);
    }
  });
});

describe('audiences', () => {
  test('are listed with how many belong to them, and who', async () => {
    const { call, ordered, idOf } = await openHub();
    for (const id of ['u1', 'u2', 'u1', 'u2']) await ordered({ id });
    expect((await call('GET', '/v1/audiences')).body).toEqual({
      audiences: [{ name: 'buyers', description: 'Bought twice.', members: 2 }],
    });
    const first = (await call('GET', '/v1/audiences/buyers/members?limit=1')).body;
    const rest = (await call('GET', `/v1/audiences/buyers/members?limit=1&cursor=${first.nextCursor}`)).body;
    expect([...first.members, ...rest.members].map(({ customer }) => customer).sort()).toEqual(
      [await idOf('user', 'u1'), await idOf('user', 'u2')].sort(),
    );
    const unknown = await call('GET', '/v1/audiences/none/members');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'hub.audience_unknown']);
  });
});
