import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { DeadWebhook, EventLog, Lease, TouchlineErrorJson, TouchlineEvent } from '@touchline/core';
import { touchpointCatalogue } from '@touchline/core';
import { createMemoryLog, createSqliteLog } from '@touchline/router';
import { afterAll, describe, expect, test } from 'vitest';
import { observedStorage } from '../vault/fixtures/observed-storage.ts';
import { sealOver } from './fixtures/seal-over.ts';
import { isErasedEvent } from './sealed-event.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchline-seal-'));
let files = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const newPath = (): string => {
  files += 1;
  return join(folder, `${files}`, 'log.db');
};

const ada = {
  id: 'user-4711',
  email: 'ada@example.com',
  phone: '+14155550123',
  name: 'Ada Lovelace',
  anonymousId: 'cookie-81f3',
  externalIds: { stripe: 'cus_Q8hV2bqZ' },
};

/** An event about Ada whose attributes tell of her as well. */
const message = (
  id = 'message from ada@example.com',
  changes: Partial<TouchlineEvent> = {},
): TouchlineEvent => {
  const event = {
    ...touchpointCatalogue.create({
      type: 'email.received',
      id,
      source: '/connectors/imap',
      subject: '<ada@example.com>',
      partitionkey: 'user-4711',
      correlationid: 'call with +14155550123',
      time: '2026-11-21T09:30:00Z',
      data: {
        messageId: '<CAF5x1842@mail.example.com>',
        from: { address: 'ada@example.com', name: 'Ada Lovelace' },
        to: [{ address: 'support@acme.example.com' }],
        text: 'The lid is chipped.\nPlease call "me" back.',
        customer: ada,
      },
    }),
    acmenote: 'likes Ada Lovelace',
    ...changes,
  };
  return event;
};

/** Everything that may be read of Ada, in the forms in which it may stand. */
const traces = [
  'ada@',
  'Ada Lovelace',
  '4155550123',
  'user-4711',
  'cookie-81f3',
  'cus_Q8hV2bqZ',
  'lid is chipped',
]
  .flatMap((text) => [text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1)])
  .concat(['ada@example.com', 'Ada Lovelace', 'The lid is chipped.'].map((text) => btoa(text).slice(0, -3)));

const tracesWithin = (path: string): readonly string[] => {
  const bytes = readdirSync(dirname(path))
    .filter((name) => name.startsWith(basename(path)))
    .map((name) => readFileSync(join(dirname(path), name)).toString('latin1'));
  return traces.filter((trace) => bytes.some((text) => text.includes(trace)));
};

const setUp = (log: EventLog = createMemoryLog()) => {
  const observed = observedStorage();
  const whole = sealOver(observed.storage);
  const sealed = whole.seal(log);
  const erase = async (
    event: TouchlineEvent,
    erasedAtMs = Date.parse('2026-11-22T00:00:00Z'),
  ): Promise<void> => {
    const anchors = (await whole.anchorsOf())(event);
    const tombstones = anchors.map((anchor) => ({ anchor, erasedAtMs, erasure: 'e' }));
    await whole.vault.destroy(anchors, (writes) => {
      for (const tombstone of tombstones) writes.addTombstone(tombstone);
    });
    whole.tombstones.added(tombstones);
  };
  return { ...observed, ...whole, inner: log, log: sealed, erase };
};

const readAll = async (log: EventLog, range?: Parameters<EventLog['read']>[0]) => {
  const events: TouchlineEvent[] = [];
  for await (const { event } of log.read(range)) events.push(event);
  return events;
};

const failure: TouchlineErrorJson = {
  code: 'http.server_error',
  message: 'It failed.',
  disposition: 'retry',
};
const coded = (code: string) => expect.objectContaining({ code });

describe('at rest', () => {
  test('nothing of a person is to be read in the file: not of events, nor parked, nor dead, nor kept as webhooks', async () => {
    const path = newPath();
    const inner = createSqliteLog({ path, durability: 'process-crash' });
    const { log } = setUp(inner);
    const subscription = await log.subscribe({ name: 'r', types: ['*'] });
    await log.append([message('one ada@'), message('two ada@'), message('three')]);
    const [one, two] = (await subscription.next(2)) as [Lease, Lease];
    await subscription.retry(one, { atMs: 1, error: failure });
    await subscription.bury(two, { stage: 'deliver', error: failure });
    await log.deadLetters.addWebhook(webhook);
    expect(tracesWithin(path)).toEqual([]);
    inner.abandon();
    const plainPath = newPath();
    const plain = createSqliteLog({ path: plainPath, durability: 'process-crash' });
    await plain.append([message()]);
    expect(tracesWithin(plainPath)).toContain('ada@');
    plain.abandon();
  });

  test('an event comes back with every attribute and member that it had', async () => {
    const path = newPath();
    const observed = observedStorage();
    const first = createSqliteLog({ path, durability: 'process-crash' });
    await sealOver(observed.storage).seal(first).append([message()]);
    first.abandon();
    const again = createSqliteLog({ path, durability: 'process-crash' });
    expect(await readAll(sealOver(observed.storage).seal(again))).toEqual([message()]);
    again.abandon();
  });

  test('it is found by what it was, not by what stands there', async () => {
    const { log, inner } = setUp();
    const odd = message('odd', { source: 'mailto:ada@example.com' });
    await log.append([message('a'), odd]);
    const ids = async (range: Parameters<EventLog['read']>[0]) =>
      (await readAll(log, range)).map(({ id }) => id).join();
    expect(await ids({ id: 'a' })).toBe('a');
    expect(await ids({ subject: '<ada@example.com>' })).toBe('a,odd');
    expect(await ids({ partitionkey: 'user-4711', source: '/connectors/imap' })).toBe('a');
    expect(await ids({ source: 'mailto:ada@example.com' })).toBe('odd');
    expect(await log.count({ partitionkey: 'user-4711' })).toBe(2);
    expect(await log.count({ partitionkey: 'user-4712' })).toBe(0);
    const drawn = touchpointCatalogue.create({
      type: 'page.viewed',
      data: { url: 'https://shop.example.com/' },
    });
    await log.append([drawn]);
    expect(await ids({ id: drawn.id })).toBe(drawn.id);
    for await (const { event } of inner.read({ id: drawn.id })) expect(event.id).toBe(drawn.id);
    expect(await inner.count({ id: drawn.id })).toBe(1);
    expect(await inner.count({ id: 'a' })).toBe(0);
  });

  test('an event that the log held before it was sealed is read as it is', async () => {
    const inner = createMemoryLog();
    await inner.append([message('before')]);
    const { log } = setUp(inner);
    await log.append([message('after')]);
    expect(await readAll(log)).toEqual([message('before'), message('after')]);
  });
});

describe('in memory', () => {
  test('one event is handed to many subscriptions without being decrypted again', async () => {
    const { log } = setUp();
    const subscriptions = await Promise.all(
      ['a', 'b', 'c'].map((name) => log.subscribe({ name, types: ['*'] })),
    );
    const event = message();
    await log.append([event]);
    for (const subscription of subscriptions) expect((await subscription.next(1))[0]?.event).toBe(event);
  });

  test('events are stored in the order in which they were appended, though the key of one had to be made', async () => {
    const { log } = setUp();
    await log.append([message('first')]);
    const unknown = message('slow', { data: { customer: { id: 'somebody-new' } } });
    await Promise.all([log.append([unknown]), log.append([message('fast')])]);
    expect((await readAll(log)).map(({ id }) => id)).toEqual(['first', 'slow', 'fast']);
  });
});

describe('once a person is erased', () => {
  test('what is read of them is redacted and says so; the events of others are whole', async () => {
    const { log, erase } = setUp();
    const grace = message('grace', { data: { customer: { email: 'grace@example.com' } } });
    await log.append([message(), grace]);
    await erase(message());
    const [erased, whole] = await readAll(log);
    expect(whole).toEqual(grace);
    expect(erased).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^~[\w-]{22}$/),
      source: '/connectors/imap',
      type: 'email.received',
      time: '2026-11-21T09:30:00Z',
      subject: expect.stringMatching(/^~[\w-]{22}$/),
      partitionkey: expect.stringMatching(/^~[\w-]{22}$/),
      correlationid: expect.stringMatching(/^~[\w-]{22}$/),
      datacontenttype: 'application/json',
      dataschema: 'urn:touchline:event:email.received:1',
      erased: true,
      data: {
        messageId: '<CAF5x1842@mail.example.com>',
        from: { address: '[redacted email]', name: '[redacted name]' },
        to: [{ address: '[redacted email]' }],
        text: '[redacted free_text]',
        customer: {
          id: '[redacted identifier]',
          email: '[redacted email]',
          phone: '[redacted phone]',
          name: '[redacted name]',
          anonymousId: '[redacted identifier]',
          externalIds: { stripe: '[redacted identifier]' },
        },
      },
    });
    expect(await readAll(log, { id: erased?.id ?? '' })).toEqual([erased]);
    expect(await readAll(log, { id: message().id })).toEqual([erased]);
  });

  test('no subscription is handed their events, whether waiting, parked or dead, and the counts add up', async () => {
    const { log, erase } = setUp();
    const subscription = await log.subscribe({ name: 'r', types: ['*'] });
    await log.append(['parked', 'dead', 'waiting'].map((id) => message(id)));
    await log.append([message('of grace', { data: { customer: { email: 'grace@example.com' } } })]);
    const [parked, dead] = (await subscription.next(2)) as [Lease, Lease];
    await subscription.retry(parked, { atMs: 0, error: failure });
    await subscription.bury(dead, { stage: 'deliver', error: failure });
    await erase(message());
    const [letter] = await log.deadLetters.list();
    expect(letter?.kind === 'delivery' && isErasedEvent(letter.event)).toBe(true);
    expect(await log.deadLetters.replay({})).toBe(1);
    expect((await subscription.next(10)).map(({ event }) => event.id)).toEqual(['of grace']);
    expect(await subscription.next(10, AbortSignal.timeout(20))).toEqual([]);
    expect(await subscription.counts()).toMatchObject({ matched: 4, skipped: 3, dead: 0, pending: 1 });
  });

  test('an event that was in hand while they were erased is not in hand of the next who asks', async () => {
    const { log, erase } = setUp();
    const [a, b] = await Promise.all(['a', 'b'].map((name) => log.subscribe({ name, types: ['*'] })));
    await log.append([message()]);
    expect((await a?.next(1))?.[0]?.event).toEqual(message());
    await erase(message());
    expect(await b?.next(1, AbortSignal.timeout(20))).toEqual([]);
  });

  test('an event of theirs that comes late, or again, leaves nothing in the log; one of a later life is whole', async () => {
    const path = newPath();
    const inner = createSqliteLog({ path, durability: 'process-crash' });
    const { log, erase } = setUp(inner);
    await log.append([message('known')]);
    await erase(message());
    // Known by another of the identifiers only.
    const late = message('late', { data: { customer: { phone: ada.phone }, text: 'The lid is chipped.' } });
    const receipts = await log.append([message('known'), late]);
    expect(receipts.map(({ duplicate }) => duplicate)).toEqual([true, false]);
    const later = message('later', { time: '2026-12-01T00:00:00Z' });
    await log.append([later]);
    const [, lateOne, laterOne] = await readAll(log);
    expect(isErasedEvent(lateOne as TouchlineEvent)).toBe(true);
    expect(lateOne).not.toHaveProperty('sealed');
    expect(laterOne).toEqual(later);
    inner.abandon();
    const stored = new DatabaseSync(path, { readOnly: true });
    const [, row] = stored.prepare('SELECT event FROM events ORDER BY position').all();
    expect(String(row?.event)).not.toContain('sealed');
    stored.close();
  });
});

describe('nothing is lost', () => {
  test('when the keys cannot be had at append: it is refused, and nothing of it is held', async () => {
    const { log, inner, faults } = setUp();
    faults.read = new Error('no connection');
    await expect(log.append([message()])).rejects.toThrow(coded('log.failed'));
    await expect(log.deadLetters.addWebhook(webhook)).rejects.toThrow(coded('log.failed'));
    expect((await inner.stats()).events + (await inner.deadLetters.count())).toBe(0);
    delete faults.read;
    expect(await log.append([message()])).toMatchObject([{ duplicate: false }]);
  });

  test('when they cannot be had at delivery: it is handed out when they can, as the first attempt that it is', async () => {
    const observed = observedStorage();
    const inner = createMemoryLog();
    const writer = sealOver(observed.storage).seal(inner);
    await writer.append([message('a'), message('b')]);
    const reader = sealOver(observed.storage).seal(inner);
    const subscription = await reader.subscribe({ name: 'r', types: ['*'], start: 'beginning' });
    observed.faults.read = new Error('no connection');
    await expect(subscription.next(10)).rejects.toThrow(coded('log.failed'));
    await expect(readAll(reader)).rejects.toThrow(coded('log.failed'));
    delete observed.faults.read;
    const leases = await subscription.next(10);
    expect(leases.map(({ event, attempt }) => [event, attempt])).toEqual([
      [message('a'), 1],
      [message('b'), 1],
    ]);
  });

  test('when the storage of the hub is not the one that sealed: nobody is taken for erased', async () => {
    const inner = createMemoryLog();
    await setUp(inner).log.append([message()]);
    const other = setUp(inner).log;
    const subscription = await other.subscribe({ name: 'r', types: ['*'], start: 'beginning' });
    await expect(subscription.next(1)).rejects.toThrow(coded('log.failed'));
    expect(await subscription.counts()).toMatchObject({ skipped: 0, pending: 1 });
  });

  test('when a stored event is damaged: it becomes a dead letter, and the next is handed out', async () => {
    const inner = createMemoryLog();
    const { log, storage } = setUp(inner);
    await log.append([message('a'), message('b')]);
    const damaged = createMemoryLog();
    for await (const { event } of inner.read()) {
      const isFirst = (await damaged.stats()).events === 0;
      await damaged.append([isFirst ? ({ ...event, sealed: 'AQAA' } as TouchlineEvent) : event]);
    }
    const reader = sealOver(storage).seal(damaged);
    const subscription = await reader.subscribe({ name: 'r', types: ['*'], start: 'beginning' });
    expect((await subscription.next(2)).map(({ event }) => event)).toEqual([message('b')]);
    expect(await reader.deadLetters.list()).toMatchObject([
      { error: { code: 'hub.sealed_corrupt' }, event: { unreadable: true, type: 'email.received' } },
    ]);
  });
});

describe('a kept webhook', () => {
  test('comes back as it was; once it is discarded its key is destroyed', async () => {
    const { log, inner } = setUp();
    const id = await log.deadLetters.addWebhook(webhook);
    expect(await log.deadLetters.get(id)).toMatchObject(webhook);
    expect(await log.deadLetters.list({ kind: 'webhook' })).toMatchObject([webhook]);
    const stolen = (await inner.deadLetters.get(id)) as DeadWebhook;
    expect(await log.deadLetters.discard({ ids: [id] })).toBe(1);
    const copy = await inner.deadLetters.addWebhook(stolen);
    expect(await log.deadLetters.get(copy)).toMatchObject({
      request: { method: 'POST', url: '', headers: {}, bodyBase64: '' },
    });
  });
});

const webhook: Omit<DeadWebhook, 'id' | 'kind' | 'buriedAtMs'> = {
  connector: 'imap',
  stage: 'parse',
  error: { code: 'webhook.payload_invalid', message: 'It is odd.', disposition: 'reject' },
  request: {
    method: 'POST',
    url: 'https://acme.example/hooks/imap?from=ada%40example.com',
    headers: { 'x-from': 'Ada Lovelace' },
    bodyBase64: btoa('{"from":"ada@example.com"}'),
    items: [0],
  },
};
