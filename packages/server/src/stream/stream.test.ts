import { connect } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createApiKey } from '../auth/api-key.ts';
import { createServer } from '../create-server.ts';
import { closeAll, keys, open, payment } from '../fixtures/shop-server.ts';
import { serve } from '../node/index.ts';

afterEach(closeAll);

type Shop = Awaited<ReturnType<typeof open>>;

/** A reader of the stream that takes what there is when it is asked to. */
const reader = async (
  { server, clock }: Shop,
  query = '',
  { as = keys.admin.key, lastEventId = '' } = {},
) => {
  const response = await server.fetch(
    new Request(`http://shop.test/v1/events/stream${query}`, {
      headers: { authorization: `Bearer ${as}`, ...(lastEventId && { 'last-event-id': lastEventId }) },
    }),
  );
  const chunks = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  let pending: ReturnType<typeof chunks.read> | undefined;
  return {
    response,
    cancel: () => chunks.cancel(),
    /** Everything that comes without waiting for time to pass. */
    async take(): Promise<{ text: string; ids: string[]; done: boolean }> {
      let text = '';
      for (;;) {
        pending ??= chunks.read();
        const result = await Promise.race([pending, clock.settle()]);
        if (!result || result.done) return { text, ids: idsOf(text), done: result?.done ?? false };
        pending = undefined;
        text += Buffer.from(result.value).toString();
      }
    },
  };
};

const idsOf = (text: string): string[] =>
  text
    .split('\n\n')
    .filter((frame) => frame.includes('data: {"specversion"'))
    .map((frame) => JSON.parse(frame.split('data: ')[1] as string).id);

const publish = ({ call }: Shop, ...ids: string[]) =>
  call('POST', '/v1/events', { body: ids.map((id) => payment(id)) });

describe('a stream', () => {
  test('begins now, and brings each event once, with its position as its id', async () => {
    const shop = await open();
    await publish(shop, 'before');
    const stream = await reader(shop);
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    expect(await stream.take()).toMatchObject({ ids: [], text: 'retry: 3000\n: connected\n\n' });
    await publish(shop, 'a', 'b');
    const { text, ids } = await stream.take();
    expect(ids).toEqual(['a', 'b']);
    expect(text).toMatch(/^id: 2\ndata: /);
    await publish(shop, 'c');
    expect((await stream.take()).ids).toEqual(['c']);
    await stream.cancel();
  });

  test('goes on behind the last id that was read, whatever happened meanwhile', async () => {
    const shop = await open();
    await publish(shop, 'a', 'b', 'c');
    const stream = await reader(shop, '', { lastEventId: '1' });
    expect((await stream.take()).ids).toEqual(['b', 'c']);
    await publish(shop, 'd');
    expect((await stream.take()).ids).toEqual(['d']);
    await stream.cancel();
  });

  test('may begin at the beginning, and brings many in chunks', async () => {
    const shop = await open();
    const ids = Array.from({ length: 700 }, (_, index) => `evt_${index}`);
    await publish(shop, ...ids);
    const stream = await reader(shop, '?after=0');
    expect((await stream.take()).ids).toEqual(ids);
    await stream.cancel();
  });

  test('takes filters, and passes what it may not show', async () => {
    const shop = await open();
    const odd = await reader(shop, '?after=0&source=/odd&types=payment.*');
    const north = await reader(shop, '?after=0', { as: keys.north.key });
    await shop.call('POST', '/v1/events', {
      body: [
        payment('a', { source: '/odd' }),
        payment('b', { tenantid: 'north' }),
        payment('c', { source: '/odd', tenantid: 'south' }),
      ],
    });
    expect((await odd.take()).ids).toEqual(['a', 'c']);
    expect((await north.take()).ids).toEqual(['b']);
    await Promise.all([odd.cancel(), north.cancel()]);
  });

  test('is told of time that passes without an event, and how far it has come', async () => {
    const shop = await open({ streams: { heartbeatMs: 15_000 } });
    const stream = await reader(shop, '?types=order.paid');
    await publish(shop, 'a', 'b');
    await stream.take();
    await shop.clock.advance(15_000);
    expect((await stream.take()).text).toBe(': heartbeat\nid: 2\n\n');
    await stream.cancel();
  });

  test('that comes back after retention is told what it missed', async () => {
    const shop = await open({ retention: { maxEvents: 2 } });
    await publish(shop, 'a', 'b', 'c', 'd', 'e');
    await shop.clock.advance(60_000);
    const stream = await reader(shop, '', { lastEventId: '1' });
    const { text, ids } = await stream.take();
    expect(text).toContain('event: lost\ndata: {"fromPosition":2,"toPosition":3}\n\n');
    expect(ids).toEqual(['d', 'e']);
    await stream.cancel();
  });

  test('is told what retention dropped while it did not read, in its place, and nothing that it had read', async () => {
    const shop = await open({ retention: { maxEvents: 2 }, streams: { slowReaderMs: 120_000 } });
    const stream = await reader(shop, '?after=0');
    await publish(shop, 'a', 'b');
    expect((await stream.take()).ids).toEqual(['a', 'b']);
    // The next chunk is asked for already, and waits; what comes is in it, and what comes after it is not.
    await publish(shop, 'c');
    await shop.clock.settle();
    await publish(shop, 'd', 'e', 'f', 'g');
    await shop.clock.advance(60_000);
    const { text, ids } = await stream.take();
    expect(ids).toEqual(['c', 'f', 'g']);
    const parts = text.split('\n\n').map((frame) => frame.split('\n')[0]);
    expect(parts).toEqual(['id: 3', 'event: lost', 'id: 6', 'id: 7', '']);
    expect(text).toContain('event: lost\ndata: {"fromPosition":4,"toPosition":5}\n\n');
    await stream.cancel();
  });

  test('with a filter is told what may have been for it, and of nothing else', async () => {
    const shop = await open({ retention: { maxEvents: 2 } });
    const stream = await reader(shop, '?after=0&source=/odd');
    await publish(shop, 'a', 'b');
    expect((await stream.take()).text).not.toContain('lost');
    await shop.call('POST', '/v1/events', { body: payment('c', { source: '/odd' }) });
    expect((await stream.take()).text).not.toContain('lost');
    await stream.cancel();
    const back = await reader(shop, '?source=/odd', { lastEventId: '1' });
    await shop.clock.advance(60_000);
    expect((await back.take()).text).not.toContain('lost');
    await back.cancel();
  });

  test('that comes back to a log that retention emptied is told what it missed, also by another server', async () => {
    const shop = await open({ retention: { maxEvents: 0 } });
    await publish(shop, 'a', 'b', 'c');
    await shop.clock.advance(60_000);
    const other = createServer({ router: shop.router, clock: shop.clock, apiKeys: [keys.admin.record] });
    for (const server of [shop.server, other]) {
      const stream = await reader({ ...shop, server }, '', { lastEventId: '1' });
      expect((await stream.take()).text).toContain(
        'event: lost\ndata: {"fromPosition":2,"toPosition":3}\n\n',
      );
      await stream.cancel();
    }
    await publish(shop, 'd');
    const beginning = await reader(shop, '?after=0');
    expect(await beginning.take()).toMatchObject({ ids: ['d'], text: expect.not.stringContaining('lost') });
    await beginning.cancel();
  });

  test('gives a sign of life, and how far it has come, while it looks through what is not for it', async () => {
    const shop = await open({
      before: (router) => router.publishAll(Array.from({ length: 25_000 }, () => payment()) as never),
    });
    const stream = await reader(shop, '?after=0&types=order.paid');
    expect((await stream.take()).text).toContain(': connected');
    shop.clock.jumpTo(shop.clock.now() + 15_000);
    let { text } = await stream.take();
    while (text === '') text = (await stream.take()).text;
    expect(text).toMatch(/^: heartbeat\nid: [12]0000\n\n/);
    await stream.cancel();
  });

  test('that has seen more than the log holds, because that was begun anew, goes on with what comes', async () => {
    const shop = await open();
    await publish(shop, 'a');
    const stream = await reader(shop, '', { lastEventId: '900' });
    await publish(shop, 'b');
    expect((await stream.take()).ids).toEqual(['b']);
    await stream.cancel();
  });
});

describe('a stream ends', () => {
  test('when the server closes', async () => {
    const shop = await open();
    const stream = await reader(shop);
    await stream.take();
    await shop.server.close();
    expect((await stream.take()).done).toBe(true);
  });

  test('when the key it was opened with expires', async () => {
    const expiresAt = new Date(Date.UTC(2026, 0, 1) + 20_000).toISOString();
    const { key, record } = createApiKey({ id: 'brief', scopes: ['events:read'], expiresAt });
    const shop = await open({ apiKeys: [record], streams: { heartbeatMs: 15_000 } });
    const stream = await reader(shop, '', { as: key });
    await shop.clock.advance(15_000);
    expect((await stream.take()).done).toBe(false);
    await shop.clock.advance(15_000);
    expect((await stream.take()).done).toBe(true);
  });

  test('when the key it was opened with is taken away, however busy it is', async () => {
    let records = [keys.admin.record, keys.reader.record];
    const shop = await open({ apiKeys: () => records, streams: { heartbeatMs: 15_000 } });
    const [quiet, busy] = [await reader(shop), await reader(shop, '', { as: keys.reader.key })];
    await Promise.all([quiet.take(), busy.take()]);
    await shop.clock.advance(15_000);
    expect([(await quiet.take()).done, (await busy.take()).done]).toEqual([false, false]);
    records = [keys.admin.record];
    for (let second = 1; second < 15; second += 1) {
      await shop.clock.advance(1_000);
      await publish(shop, `evt_${second}`);
      expect((await busy.take()).ids).toEqual([`evt_${second}`]);
    }
    await shop.clock.advance(1_000);
    await publish(shop, 'secret');
    expect(await busy.take()).toMatchObject({ ids: [], done: true });
    expect((await quiet.take()).done).toBe(false);
    await quiet.cancel();
  });

  test('when its key may not read events any more, and not because the store of keys is away', async () => {
    let look = async () => [keys.reader.record];
    const shop = await open({ apiKeys: () => look(), streams: { heartbeatMs: 15_000 } });
    const stream = await reader(shop, '', { as: keys.reader.key });
    await stream.take();
    look = () => Promise.reject(new Error('The store is away.'));
    await shop.clock.advance(15_000);
    expect((await stream.take()).done).toBe(false);
    look = async () => [{ ...keys.reader.record, scopes: [] }];
    await shop.clock.advance(15_000);
    expect((await stream.take()).done).toBe(true);
  });

  test('for a reader that hangs on what was there before the server, though nothing new comes', async () => {
    const shop = await open({
      before: (router) => router.publishAll(Array.from({ length: 600 }, () => payment()) as never),
    });
    const response = await shop.server.fetch(
      new Request('http://shop.test/v1/events/stream?after=0', {
        headers: { authorization: `Bearer ${keys.admin.key}` },
      }),
    );
    const chunks = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    for (const wanted of ['connected', 'data: ']) {
      const { value } = await chunks.read();
      expect(Buffer.from(value as Uint8Array).toString()).toContain(wanted);
    }
    await shop.clock.advance(30_000);
    await expect(chunks.read()).rejects.toThrow('took nothing for too long');
  });

  test('for a reader that takes nothing while there is more, and for no other', async () => {
    const shop = await open({ streams: { slowReaderMs: 30_000 } });
    const [slow, quick] = [await reader(shop), await reader(shop)];
    await Promise.all([slow.take(), quick.take()]);
    await publish(shop, 'a');
    await Promise.all([slow.take(), quick.take()]);
    // Both wait for more; only one of them goes on reading when it comes.
    await publish(shop, 'b');
    await quick.take();
    await shop.clock.settle();
    await publish(shop, 'c');
    await quick.take();
    await shop.clock.advance(30_000);
    await quick.take();
    expect((await quick.take()).done).toBe(false);
    await expect(slow.take()).rejects.toThrow('took nothing for too long');
    await quick.cancel();
  });
});

describe('the number of streams', () => {
  test('does not count those that were only asked for with HEAD', async () => {
    const shop = await open({ streams: { maxStreams: 1 } });
    for (let time = 0; time < 3; time += 1)
      expect((await shop.call('HEAD', '/v1/events/stream')).status).toBe(200);
    expect((await reader(shop)).response.status).toBe(200);
  });

  test('is bounded, for all and for each key; a place is free again when a stream ends', async () => {
    const shop = await open({ streams: { maxStreams: 3, maxStreamsPerKey: 2 } });
    const [first] = [await reader(shop), await reader(shop)];
    expect((await reader(shop)).response.status).toBe(429);
    const other = await reader(shop, '', { as: keys.reader.key });
    expect(other.response.status).toBe(200);
    expect((await reader(shop, '', { as: keys.north.key })).response.status).toBe(429);
    await first.cancel();
    expect((await reader(shop)).response.status).toBe(200);
  });
});

test('over a socket, a reader that stops reading is cut off while another one gets everything', async () => {
  const stacks = vi.spyOn(console, 'error');
  vi.spyOn(console, 'info').mockImplementation(() => undefined);
  const shop = await open({ streams: { slowReaderMs: 30_000 } });
  const { port, url, close } = await serve(shop.server);
  const slow = connect(port, '127.0.0.1');
  slow.write(
    `GET /v1/events/stream?after=0 HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${keys.admin.key}\r\n\r\n`,
  );
  await new Promise((resolve) => slow.once('data', resolve));
  slow.pause();
  const quick = await fetch(`${url}/v1/events/stream?after=0`, {
    headers: { authorization: `Bearer ${keys.admin.key}` },
  });
  const events = 4_000;
  let got = 0;
  const all = (async () => {
    let text = '';
    for await (const chunk of quick.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const frames = text.split('\n\n');
      text = frames.pop() as string;
      got += frames.filter((frame) => frame.includes('data: ')).length;
      if (got === events) return;
    }
  })();
  // More than the buffers of both sides of a socket hold.
  const line = 'x'.repeat(4_000);
  for (let index = 0; index < events; index += 500)
    await shop.router.publishAll(
      Array.from({ length: 500 }, (_, at) => payment(`evt_${index + at}`, { note: line })) as never,
    );
  await all;
  const cut = new Promise((resolve) => slow.once('close', resolve));
  await shop.clock.advance(30_000);
  slow.resume();
  slow.on('error', () => undefined);
  await cut;
  expect(got).toBe(events);
  await close();
  expect(stacks).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
