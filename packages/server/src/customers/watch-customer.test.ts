import { afterEach, expect, test } from 'vitest';
import { createApiKey } from '../auth/api-key.ts';
import { scopes } from '../auth/scopes.ts';
import { openHub } from '../fixtures/hub-server.ts';
import { closeAll, keys } from '../fixtures/shop-server.ts';

afterEach(closeAll);

type Shop = Awaited<ReturnType<typeof openHub>>;

/** A reader of a customer's stream that takes what there is when it is asked to. */
const watch = async ({ server, clock }: Shop, id: string, as = keys.admin.key) => {
  const response = await server.fetch(
    new Request(`http://shop.test/v1/customers/${id}/stream`, { headers: { authorization: `Bearer ${as}` } }),
  );
  const chunks = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  let pending: ReturnType<typeof chunks.read> | undefined;
  return {
    response,
    cancel: () => chunks.cancel(),
    /** Everything that comes without waiting for time to pass. */
    async take() {
      let text = '';
      for (;;) {
        pending ??= chunks.read();
        const result = await Promise.race([pending, clock.settle()]);
        if (!result || result.done) return { text, changes: changesIn(text), done: result?.done ?? false };
        pending = undefined;
        text += Buffer.from(result.value).toString();
      }
    },
  };
};

const changesIn = (text: string) =>
  [...text.matchAll(/^event: (\S+)\ndata: (.+)$/gm)].map(([, name = '', data = '']) => ({
    name,
    data: JSON.parse(data),
  }));
const namesIn = (changes: readonly { readonly name: string }[]) => changes.map(({ name }) => name);

const oneCustomer = async (options: Parameters<typeof openHub>[0] = {}) => {
  const shop = await openHub(options);
  await shop.ordered({ id: 'u1' });
  return { ...shop, id: await shop.idOf('user', 'u1') };
};

test('a stream says how things stand, then what happens as it happens, and at last that nobody is left', async () => {
  const shop = await oneCustomer();
  const stream = await watch(shop, shop.id);
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
  const begun = await stream.take();
  expect(begun.text).toMatch(/^retry: 3000\n: connected\n\nevent: standing\ndata: /);
  expect(begun.changes).toMatchObject([
    {
      data: { kind: 'standing', personId: shop.id, profile: { computed: { orderCount: 1 } }, audiences: [] },
    },
  ]);
  await shop.ordered({ id: 'u1', name: 'Ada' });
  const { changes } = await stream.take();
  expect(namesIn(changes)).toEqual(['event', 'profile', 'audience.entered']);
  expect(changes[0]?.data.entry.event.type).toBe('order.created');
  expect(changes[1]?.data).toMatchObject({ traits: { name: { value: 'Ada' } }, computed: { orderCount: 2 } });
  await shop.ordered({ id: 'u2' });
  expect((await stream.take()).changes).toEqual([]);
  await shop.call('POST', `/v1/customers/${shop.id}/erase`);
  expect(await stream.take()).toMatchObject({ changes: [{ name: 'erased' }], done: true });
});

test('a stream gives a sign of life, and ends when its key is taken away', async () => {
  const key = createApiKey({ id: 'agent', scopes: ['customers:read'] });
  const records = [key.record];
  const shop = await oneCustomer({ apiKeys: () => records, streams: { heartbeatMs: 15_000 } });
  const stream = await watch(shop, shop.id, key.key);
  await stream.take();
  await shop.clock.advance(15_000);
  expect(await stream.take()).toMatchObject({ text: ': heartbeat\n\n', done: false });
  records.splice(0);
  await shop.clock.advance(15_000);
  expect((await stream.take()).done).toBe(true);
});

test('a stream ends when its key does, and when the server closes', async () => {
  const expiresAt = '2026-11-21T12:01:00Z';
  const key = createApiKey({ id: 'agent', scopes: Object.keys(scopes) as never, expiresAt });
  const shop = await oneCustomer({ apiKeys: [key.record, keys.admin.record] });
  const short = await watch(shop, shop.id, key.key);
  const long = await watch(shop, shop.id);
  await short.take();
  await long.take();
  await shop.clock.advance(60_000);
  expect((await short.take()).done).toBe(true);
  expect((await long.take()).done).toBe(false);
  const [closed] = await Promise.all([long.take(), shop.server.close()]);
  expect(closed.done || (await long.take()).done).toBe(true);
});

test('a reader that does not read is cut off, and has cost no more than a few changes', async () => {
  const shop = await oneCustomer({ streams: { slowReaderMs: 30_000, maxStreamsPerKey: 1 } });
  const stream = await watch(shop, shop.id);
  await stream.take();
  await shop.ordered({ id: 'u1' });
  await stream.take();
  for (let count = 0; count < 3; count += 1) await shop.ordered({ id: 'u1' });
  await shop.clock.advance(30_000);
  await shop.clock.advance(30_000);
  await expect(
    (async () => {
      for (let count = 0; count < 5; count += 1) await stream.take();
    })(),
  ).rejects.toThrow('took nothing for too long');
  const again = await watch(shop, shop.id);
  expect(again.response.status).toBe(200);
  await again.cancel();
});

test('streams are limited, also over those of the log, and a place is given back', async () => {
  const shop = await oneCustomer({ streams: { maxStreamsPerKey: 1 } });
  const unknown = await shop.call('GET', '/v1/customers/prs_nobody/stream');
  expect([unknown.status, unknown.body.code]).toEqual([404, 'hub.customer_unknown']);
  const stream = await watch(shop, shop.id);
  const log = await shop.call('GET', '/v1/events/stream');
  expect([log.status, log.body.code]).toEqual([429, 'rate.limited']);
  await stream.cancel();
  const head = await shop.call('HEAD', `/v1/customers/${shop.id}/stream`);
  expect(head.status).toBe(200);
  const again = await watch(shop, shop.id);
  expect(again.response.status).toBe(200);
  await again.cancel();
});
