import { manualClock } from '@touchline/testing';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import { closeAll, keys, open, payment } from '../fixtures/shop-server.ts';
import { createApiKey } from './api-key.ts';

afterEach(closeAll);

describe('without a configured key', () => {
  test('only webhooks and probes answer', async () => {
    const { server } = await open({ apiKeys: undefined as never });
    const statusOf = async (method: string, path: string) =>
      (await server.fetch(new Request(`http://shop.test${path}`, { method }))).status;
    for (const path of ['/v1/events', '/v1/routes', '/metrics', '/openapi.json', '/docs', '/v1/dead-letters'])
      expect([path, await statusOf('GET', path)]).toEqual([path, 401]);
    expect(await statusOf('POST', '/v1/events')).toBe(401);
    expect(await statusOf('GET', '/healthz')).toBe(200);
    expect(await statusOf('GET', '/readyz')).toBe(200);
    // Let in, and refused for its signature.
    expect(await statusOf('POST', '/webhooks/acme')).toBe(401);
  });
});

describe('a key', () => {
  test('is kept as its hash alone', () => {
    const { key, record } = createApiKey({ id: 'shop', scopes: ['events:read'] });
    expect(JSON.stringify(record)).not.toContain(key.split('_').at(-1));
    expect(record.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(createApiKey({ id: 'shop', scopes: ['events:read'] }).key).not.toBe(key);
  });

  test.each([
    ['no key', 'nobody', 'auth.missing'],
    ['a made-up one', `tlk_admin_${'a'.repeat(43)}`, 'auth.invalid'],
    ['one of nobody', `tlk_nobody_${'a'.repeat(43)}`, 'auth.invalid'],
    ['a cut one', keys.admin.key.slice(0, -1), 'auth.invalid'],
    ['one with something behind it', `${keys.admin.key}x`, 'auth.invalid'],
    ['a token, where none are taken', 'eyJhbGciOiJub25lIn0.e30.', 'auth.invalid'],
  ])('%s is answered 401', async (_name, as, code) => {
    const { call } = await open();
    const { status, body, headers } = await call('GET', '/v1/events', { as });
    expect([status, body.code, headers.get('www-authenticate')]).toEqual([401, code, 'Bearer']);
    expect(JSON.stringify(body)).not.toContain('tlk_');
  });

  test('without the scope is answered 403, before anything is read', async () => {
    const { call } = await open();
    const { status, body } = await call('POST', '/v1/events', { as: 'reader', body: 'no json' });
    expect([status, body.code]).toEqual([403, 'auth.forbidden']);
    expect(body.detail).toContain('events:write');
  });

  test('is rotated: two are good at once, until the elder expires', async () => {
    const clock = manualClock(Date.UTC(2026, 10, 21));
    const elder = createApiKey({ id: 'shop', scopes: ['events:read'], expiresAt: '2026-11-22T00:00:00Z' });
    const newer = createApiKey({ id: 'shop', scopes: ['events:read'] });
    const { call } = await open({ clock, apiKeys: [elder.record, newer.record] });
    const statusOf = async (as: string) => (await call('GET', '/v1/events', { as })).status;
    expect([await statusOf(elder.key), await statusOf(newer.key)]).toEqual([200, 200]);
    await clock.advance(86_400_000);
    expect([await statusOf(elder.key), await statusOf(newer.key)]).toEqual([401, 200]);
  });

  test('may be looked up where it is kept', async () => {
    const asked: string[] = [];
    const { call } = await open({
      apiKeys: async (id) => {
        asked.push(id);
        return [keys.reader.record];
      },
    });
    expect((await call('GET', '/v1/events', { as: 'reader' })).status).toBe(200);
    expect(asked).toEqual(['reader']);
  });

  test('whose record cannot be one is refused at the start', async () => {
    expect(() => createApiKey({ id: 'a b', scopes: [] })).toThrow(
      'An API key record is invalid: its id must be at most 64 letters, digits and dashes.',
    );
    await expect(open({ apiKeys: [{ id: 'a', hash: 'plain', scopes: [] }] })).rejects.toThrow(
      'the hash of a must be a SHA-256',
    );
  });
});

describe('the rate limit of a key', () => {
  test('is told with every answer, and ends with 429 until the window does', async () => {
    const { call, clock } = await open({ rateLimit: { requests: 2, perMs: 60_000 } });
    const first = await call('GET', '/v1/events');
    expect(first.headers.get('ratelimit-policy')).toBe('"key";q=2;w=60');
    expect(first.headers.get('ratelimit')).toBe('"key";r=1;t=60');
    await clock.advance(30_000);
    expect((await call('GET', '/v1/events?limit=none')).headers.get('ratelimit')).toBe('"key";r=0;t=30');
    const third = await call('GET', '/v1/events');
    expect([third.status, third.body.code, third.headers.get('retry-after')]).toEqual([
      429,
      'rate.limited',
      '30',
    ]);
    expect((await call('GET', '/v1/events', { as: 'reader' })).status).toBe(200);
    await clock.advance(30_000);
    expect((await call('GET', '/v1/events')).status).toBe(200);
  });

  test('may be the key’s own', async () => {
    const { key, record } = createApiKey({
      id: 'slow',
      scopes: ['events:read'],
      rateLimit: { requests: 1, perMs: 1_000 },
    });
    const { call } = await open({ apiKeys: [record] });
    expect((await call('GET', '/v1/events', { as: key })).status).toBe(200);
    expect((await call('GET', '/v1/events', { as: key })).status).toBe(429);
  });
});

describe('a JSON Web Token', () => {
  const startMs = Date.UTC(2026, 10, 21);
  const issued = async (claims: Record<string, unknown>, algorithm = 'ES256') => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jsonWebTokens = {
      keys: { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] },
      issuer: 'https://id.shop.test',
      audience: 'touchline',
    };
    const token = await new SignJWT({
      iss: 'https://id.shop.test',
      aud: 'touchline',
      sub: 'ada',
      exp: startMs / 1_000 + 600,
      scope: 'events:read openid',
      ...claims,
    })
      .setProtectedHeader({ alg: algorithm, kid: 'k1' })
      .sign(privateKey);
    const clock = manualClock(startMs);
    return { token, ...(await open({ clock, jsonWebTokens })) };
  };

  test('lets in with the scopes it names, until it expires', async () => {
    const { call, token, clock } = await issued({});
    expect((await call('GET', '/v1/events', { as: token })).status).toBe(200);
    expect((await call('GET', '/v1/routes', { as: token })).status).toBe(403);
    await clock.advance(600_000);
    expect((await call('GET', '/v1/events', { as: token })).body.code).toBe('auth.invalid');
  });

  test('may be bound to a tenant', async () => {
    const { call, token } = await issued({ tenantid: 'north' });
    await call('POST', '/v1/events', { body: payment('a', { tenantid: 'north' }) });
    await call('POST', '/v1/events', { body: payment('b', { tenantid: 'south' }) });
    const { body } = await call('GET', '/v1/events', { as: token });
    expect(body.events.map(({ event }: { event: { id: string } }) => event.id)).toEqual(['a']);
  });

  test.each([
    ['of another issuer', { iss: 'https://id.other.test' }],
    ['for another audience', { aud: 'other' }],
    ['without an end', { exp: undefined }],
    ['without a subject', { sub: undefined }],
    ['whose tenant says nothing', { tenantid: '' }],
  ])('%s is refused', async (_name, claims) => {
    const { call, token } = await issued(claims);
    expect((await call('GET', '/v1/events', { as: token })).body.code).toBe('auth.invalid');
  });

  test('of another key, or signed by nobody, is refused', async () => {
    const { call } = await issued({});
    const { token: foreign } = await issued({});
    const [, payload] = foreign.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    expect((await call('GET', '/v1/events', { as: foreign })).body.code).toBe('auth.invalid');
    expect((await call('GET', '/v1/events', { as: unsigned })).body.code).toBe('auth.invalid');
  });
});
