import { Secret } from '@touchline/core';
import { createMemoryLog, createMemoryStorage, createRouter } from '@touchline/router';
import { afterEach, describe, expect, test } from 'vitest';
import { createServer } from '../create-server.ts';
import { keys } from '../fixtures/shop-server.ts';
import { webhook } from './index.ts';
import { createSecretSeal } from './secret-seal.ts';

const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const coded = (code: string) => expect.objectContaining({ code });

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

const open = async (storage: ReturnType<typeof createMemoryStorage>, encryptionKeys: readonly string[]) => {
  const log = createMemoryLog({ storage });
  const router = createRouter({ log, connectors: { webhook: webhook({}) } });
  const unexpected: unknown[] = [];
  const server = createServer({
    router,
    apiKeys: [keys.admin.record],
    webhookEndpoints: { encryptionKeys },
    onUnexpected: (error) => unexpected.push(error.code),
  });
  opened.push(server);
  await router.start();
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await server.fetch(
      new Request(`http://shop.test/v1/webhook-endpoints${path}`, {
        method,
        headers: { authorization: `Bearer ${keys.admin.key}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of a body.
    return { status: answer.status, body: (await answer.json()) as any };
  };
  const kept = async (): Promise<string> => (await log.bookmarks.read('server:webhook-endpoints')) ?? '';
  return { server, call, kept, unexpected };
};

const wanted = { url: 'https://customer.example.com/hook', types: ['payment.*'] };

describe('the secrets of webhook endpoints', () => {
  test('stand in the log sealed, and are there again after a restart', async () => {
    const storage = createMemoryStorage();
    const first = await open(storage, [keyOf(1)]);
    const { secret, id } = (await first.call('POST', '', wanted)).body;
    const rotated = (await first.call('POST', `/${id}/rotate-secret`, {})).body.secret;
    const text = await first.kept();
    expect(text).toContain(id);
    for (const shown of [secret, rotated]) {
      expect(shown).toMatch(/^whsec_/);
      expect(text).not.toContain(shown.slice('whsec_'.length, -1));
    }
    await first.server.close();
    const second = await open(storage, [keyOf(1)]);
    expect((await second.call('GET', `/${id}`)).body).toMatchObject({ id, secrets: 2 });
    expect(second.unexpected).toEqual([]);
  });

  test('move on to a new key, without which they cannot be had', async () => {
    const storage = createMemoryStorage();
    const first = await open(storage, [keyOf(1)]);
    await first.call('POST', '', wanted);
    await first.server.close();

    const stranger = await open(storage, [keyOf(2)]);
    expect((await stranger.call('GET', '')).body.code).toBe('config.invalid');
    expect(stranger.unexpected).toContain('config.invalid');
    const readiness = await stranger.server.fetch(new Request('http://shop.test/readyz'));
    expect(readiness.status).toBe(500);
    expect(await readiness.json()).toMatchObject({ code: 'config.invalid' });
    await stranger.server.close();

    const both = await open(storage, [keyOf(2), keyOf(1)]);
    expect((await both.call('GET', '')).body.webhookEndpoints).toHaveLength(1);
    expect((await both.server.fetch(new Request('http://shop.test/readyz'))).status).toBe(200);
    await both.server.close();
    const after = await open(storage, [keyOf(2)]);
    expect((await after.call('GET', '')).body.webhookEndpoints).toHaveLength(1);
  });

  test('must have a key', () => {
    const router = createRouter({ log: createMemoryLog(), connectors: { webhook: webhook({}) } });
    opened.push(router);
    const make = (webhookEndpoints: never) => createServer({ router, webhookEndpoints });
    expect(() => createServer({ router })).toThrow(/give webhookEndpoints its encryptionKeys/);
    for (const encryptionKeys of [undefined, [], [''], ['short'], [keyOf(1).slice(1)], [`${keyOf(1)} `], [7]])
      expect(() => make({ encryptionKeys } as never)).toThrow(coded('config.invalid'));
  });

  test('are none where the endpoints are left out', async () => {
    const router = createRouter({ log: createMemoryLog(), connectors: { webhook: webhook({}) } });
    const server = createServer({ router, apiKeys: [keys.admin.record], webhookEndpoints: false });
    opened.push(server);
    const headers = { authorization: `Bearer ${keys.admin.key}` };
    const answer = await server.fetch(new Request('http://shop.test/v1/webhook-endpoints', { headers }));
    expect(answer.status).toBe(404);
  });
});

describe('a seal', () => {
  const seal = createSecretSeal([new Secret(keyOf(1)), keyOf(2)]);

  test('is another one each time, and is undone', () => {
    const [one, other] = [seal.seal('whsec_ä', 'whe_1'), seal.seal('whsec_ä', 'whe_1')];
    expect(one).not.toBe(other);
    expect([seal.unseal(one, 'whe_1'), seal.unseal(other, 'whe_1')]).toEqual(['whsec_ä', 'whsec_ä']);
    expect([seal.isCurrent(one), createSecretSeal([keyOf(2)]).isCurrent(one)]).toEqual([true, false]);
  });

  test('that was changed, or is of another endpoint, is refused', () => {
    const sealed = seal.seal('whsec_1', 'whe_1');
    expect(() => seal.unseal(sealed, 'whe_2')).toThrow(coded('log.corrupt'));
    const [version, id, text = ''] = sealed.split('.');
    const bytes = Buffer.from(text, 'base64url');
    for (const at of [0, 12, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      const broken = [version, id, changed.toString('base64url')].join('.');
      expect(() => seal.unseal(broken, 'whe_1')).toThrow(coded('log.corrupt'));
    }
    for (const none of ['', 'v1', `v1.${id}.`, `v2.${id}.${text}`, `v1.${id}.${text.slice(0, 20)}`])
      expect(() => seal.unseal(none, 'whe_1')).toThrow(coded('log.corrupt'));
    expect(() => createSecretSeal([keyOf(3)]).unseal(sealed, 'whe_1')).toThrow(coded('config.invalid'));
  });
});
