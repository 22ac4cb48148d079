import { createHmac } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TouchlineError } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import { exportJWK, exportSPKI, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
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
      'API key record: id: must be at most 64 letters, digits and dashes.',
    );
    await expect(open({ apiKeys: [{ id: 'a', hash: 'plain', scopes: [] }] })).rejects.toThrow(
      'API key record a: hash: must be a SHA-256 in hexadecimal.',
    );
  });

  test.each([
    ['tenantID', { tenantID: 'north' }, 'tenantID: is not a known key'],
    ['an empty tenant', { tenantId: '' }, 'tenantId'],
    ['a tenant that is null', { tenantId: null }, 'tenantId'],
    ['no scopes', { scopes: undefined }, 'scopes'],
    ['an unknown scope', { scopes: ['events:all'] }, 'scopes[0]: is no scope'],
    ['connectors as text', { connectors: 'acme' }, 'connectors'],
    ['an end that is no time', { expiresAt: 'tomorrow' }, 'expiresAt: must be a time of RFC 3339'],
    ['a limit that is none', { rateLimit: { requests: Number.NaN, perMs: 1_000 } }, 'rateLimit.requests'],
  ])('with %s opens nothing, be it listed or looked up', async (_name, wrong, why) => {
    const { key, record } = createApiKey({ id: 'shop', scopes: ['events:read'] });
    const records = [{ ...record, ...wrong }] as never;
    await expect(open({ apiKeys: records })).rejects.toThrow(why);
    const told: TouchlineError[] = [];
    const { call } = await open({ apiKeys: () => records, onUnexpected: (error) => told.push(error) });
    const { status, body } = await call('GET', '/v1/events', { as: key });
    expect([status, body.code]).toEqual([503, 'auth.unavailable']);
    expect(JSON.stringify(body)).not.toContain('record');
    expect(told.map(({ cause }) => (cause as TouchlineError).message).join()).toContain(why);
  });

  test('whose store fails is answered 503: to be tried again, and whoever runs the server is told why', async () => {
    const told: TouchlineError[] = [];
    const { call } = await open({
      apiKeys: async () => {
        throw new TypeError('connect ECONNREFUSED 10.0.0.7');
      },
      onUnexpected: (error) => told.push(error),
    });
    const { status, body, headers } = await call('GET', '/v1/events');
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'auth.unavailable', '5']);
    expect(JSON.stringify(body)).not.toContain('10.0.0.7');
    expect(told.map(({ code }) => code)).toEqual(['auth.unavailable']);
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
  const spoken = { iss: 'https://id.shop.test', aud: 'touchline', sub: 'ada', scope: 'events:read openid' };

  /** Somebody who issues tokens: what they sign, and the keys that they publish. */
  const issuer = async (kid = 'k1') => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256' };
    const claimsOf = (claims: object) => ({ ...spoken, exp: startMs / 1_000 + 600, ...claims });
    return {
      publicKey,
      jwk,
      claimsOf,
      sign: (claims: object = {}) =>
        new SignJWT(claimsOf(claims)).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey),
    };
  };
  const accepted = { issuer: spoken.iss, audience: spoken.aud };
  const issued = async (claims: object) => {
    const { jwk, sign } = await issuer();
    const clock = manualClock(startMs);
    const shop = await open({ clock, jsonWebTokens: { ...accepted, keys: { keys: [jwk] } } });
    return { token: await sign(claims), ...shop };
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

  test.each(['HS256', 'HS384', 'HS512', 'none'])(
    'that says %s, and is signed with what is public, is refused',
    async (alg) => {
      const { jwk, publicKey, claimsOf } = await issuer();
      const { call } = await open({
        clock: manualClock(startMs),
        jsonWebTokens: { ...accepted, keys: { keys: [jwk] } },
      });
      const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
      for (const known of [await exportSPKI(publicKey), JSON.stringify(jwk), jwk.x as string]) {
        const signed = `${encoded({ alg, kid: jwk.kid })}.${encoded(claimsOf({}))}`;
        const mac =
          alg === 'none'
            ? ''
            : createHmac(`sha${alg.slice(2)}`, known)
                .update(signed)
                .digest('base64url');
        const answer = await call('GET', '/v1/events', { as: `${signed}.${mac}` });
        expect([answer.status, answer.body.code]).toEqual([401, 'auth.invalid']);
      }
    },
  );

  describe('whose issuer publishes its keys at a URL', () => {
    /** An issuer's keys over HTTP, as they are now; undefined where it fails. */
    const publishing = async (keys: () => JSONWebKeySet | undefined) => {
      let asked = 0;
      const http = createHttpServer((_request, response) => {
        asked += 1;
        const set = keys();
        response.writeHead(set ? 200 : 500, { 'content-type': 'application/json' });
        response.end(JSON.stringify(set ?? {}));
      });
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/jwks.json`;
      const stop = () => new Promise((resolve) => http.close(resolve));
      return { url, stop, asked: () => asked };
    };

    test('lets in, and asks for the keys once', async () => {
      const { jwk, sign } = await issuer();
      const { url, stop, asked } = await publishing(() => ({ keys: [jwk] }));
      const { call } = await open({ clock: manualClock(startMs), jsonWebTokens: { ...accepted, keys: url } });
      for (const sub of ['ada', 'grace'])
        expect((await call('GET', '/v1/events', { as: await sign({ sub }) })).status).toBe(200);
      const foreign = await (await issuer('k2')).sign();
      expect((await call('GET', '/v1/events', { as: foreign })).body.code).toBe('auth.invalid');
      expect(asked()).toBe(1);
      await stop();
    });

    test('is answered 503 while they cannot be had: the token may well be good', async () => {
      const { jwk, sign } = await issuer();
      let isUp = false;
      const told: TouchlineError[] = [];
      const { url, stop } = await publishing(() => (isUp ? { keys: [jwk] } : undefined));
      const { call } = await open({
        clock: manualClock(startMs),
        jsonWebTokens: { ...accepted, keys: url },
        onUnexpected: (error) => told.push(error),
      });
      const as = await sign();
      const { status, body, headers } = await call('GET', '/v1/events', { as });
      expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'auth.unavailable', '5']);
      expect(told.map(({ code }) => code)).toEqual(['auth.unavailable']);
      isUp = true;
      expect((await call('GET', '/v1/events', { as })).status).toBe(200);
      await stop();
    });

    test('is answered 503 where nobody listens', async () => {
      const { url, stop } = await publishing(() => undefined);
      await stop();
      const { call } = await open({ clock: manualClock(startMs), jsonWebTokens: { ...accepted, keys: url } });
      const { body } = await call('GET', '/v1/events', { as: await (await issuer()).sign() });
      expect(body.code).toBe('auth.unavailable');
    });
  });

  test.each([
    ['http URL', { keys: 'http://id.shop.test/jwks.json' }, 'keys: must be an https URL'],
    ['URL that is none', { keys: 'id.shop.test' }, 'keys: must be an https URL'],
    ['key set that is none', { keys: { keys: 'none' } }, 'keys: must be an https URL or a JSON Web Key Set'],
    ['missing issuer', { issuer: undefined }, 'issuer: is required'],
    ['empty audience', { audience: '' }, 'audience'],
    ['unknown option', { audiences: ['touchline'] }, 'audiences: is not a known key'],
  ])('cannot be taken with a %s', async (_name, wrong, why) => {
    const jsonWebTokens = { ...accepted, keys: 'https://id.shop.test/jwks.json', ...wrong } as never;
    await expect(open({ jsonWebTokens })).rejects.toThrow(why);
    await expect(open({ jsonWebTokens })).rejects.toMatchObject({ code: 'config.invalid' });
  });
});
