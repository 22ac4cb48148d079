import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { TouchlineError } from '../errors/touchline-error.ts';
import type { TouchlineEvent } from '../event/envelope.ts';
import { defineShopConnector, type ShopEvents } from './fixtures/acme-ledger.ts';
import type { MappedEvent } from './inbound.ts';
import type { Poll, PollResult } from './sources.ts';

const base = {
  id: 'acme-shop',
  title: 'Acme Shop',
  category: 'commerce',
  specVersion: 1,
  config: z.object({ region: z.string().default('eu') }),
} as const;
const time = '2026-11-21T09:30:00Z';

type Ask = Poll<ShopEvents, { region: string }>['ask'];

const polled = (ask: Ask) => defineShopConnector({ ...base, poll: { everyMs: 60_000, ask } })({}).poll;

describe('a poll', () => {
  test('gives whole events, what it ignores and the next cursor, and gets the cursor back', async () => {
    const poll = polled(async (cursor, { event, ignore, config }) => {
      expectTypeOf(config).toEqualTypeOf<{ region: string }>();
      const id = `${config.region}-${cursor ?? 'first'}`;
      // @ts-expect-error there is no such type
      expect(event('order.cancelled', { id, time, data: { orderId: id } })).toBeDefined();
      return {
        events: [
          event('order.canceled', { id, time, account: 'a/1', data: { orderId: id } }),
          ignore('x'.repeat(300)),
        ],
        cursor: 'second',
        more: cursor === undefined,
      };
    });
    const first = await poll?.ask(undefined);
    expect(first).toEqual({
      events: [
        {
          specversion: '1.0',
          id: 'eu-first',
          source: '/connectors/acme-shop/a%2F1',
          type: 'order.canceled',
          time,
          datacontenttype: 'application/json',
          dataschema: 'urn:touchline:event:order.canceled:1',
          data: { orderId: 'eu-first' },
        },
      ],
      ignored: ['x'.repeat(200)],
      cursor: 'second',
      more: true,
    });
    const second = await poll?.ask(first?.cursor);
    expect([second?.events[0]?.id, second?.more]).toEqual(['eu-second', false]);
    expect(poll?.everyMs).toBe(60_000);
  });

  test('hands the caller’s signal on', async () => {
    const signals: AbortSignal[] = [];
    const poll = polled(async (_cursor, { signal }) => {
      signals.push(signal);
      return { events: [], cursor: 'c' };
    });
    const { signal } = new AbortController();
    await poll?.ask(undefined, signal);
    await poll?.ask(undefined);
    expect([signals[0] === signal, signals[1]?.aborted]).toEqual([true, false]);
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'Answer of the poll of connector acme-shop: is required (object).'],
    ['no cursor', { events: [] }, 'cursor: is required (string).'],
    ['no list of events', { events: {}, cursor: 'c' }, 'events: invalid input: expected array'],
    ['an event that is none', { events: [null], cursor: 'c' }, 'events[0]: must be made by event or ignore.'],
  ])('that answers %s breaks its contract, by name', async (_what, answer, sentence) => {
    const asking = polled(async () => answer as PollResult)?.ask(undefined);
    await expect(asking).rejects.toThrow(expect.objectContaining({ code: 'action.output_invalid' }));
    await expect(asking).rejects.toThrow(sentence);
  });

  test('whose event does not fit its schema says where, and not what', async () => {
    const asking = polled(async (_cursor, { event }) => ({
      events: [event('order.canceled', { id: '1', time, data: { orderId: Symbol('sentinel') as never } })],
      cursor: 'c',
    }))?.ask(undefined);
    await expect(asking).rejects.toThrow(expect.objectContaining({ code: 'event.invalid' }));
    await expect(asking).rejects.not.toThrow('sentinel');
  });

  test.each<[string, Ask]>([
    [
      'throws',
      () => {
        throw new TypeError('sentinel');
      },
    ],
    [
      'forgets the draft of an event',
      async () => ({ events: [{ type: 'order.paid' } as MappedEvent], cursor: 'c' }),
    ],
  ])('that %s ends with an error of the family, by the connector’s name', async (_what, ask) => {
    await expect(polled(ask)?.ask(undefined)).rejects.toThrow(
      expect.objectContaining({
        code: 'delivery.unexpected',
        connector: 'acme-shop',
        message: 'An unexpected TypeError was thrown.',
      }),
    );
  });
});

describe('a stream', () => {
  const signal = AbortSignal.abort();

  test('emits whole events, and goes on once they are taken', async () => {
    const steps: unknown[] = [];
    const connector = defineShopConnector({
      ...base,
      stream: async ({ event, ignore }, emit) => {
        await emit([event('order.canceled', { id: '1', time, data: { orderId: 'o-1' } }), ignore('ping')]);
        steps.push('taken');
      },
    })({});
    await connector.stream?.(async (events: readonly TouchlineEvent[], ignored) => {
      steps.push(
        events.map(({ source, id }) => [source, id]),
        ignored,
      );
    }, signal);
    expect(steps).toEqual([[['/connectors/acme-shop', '1']], ['ping'], 'taken']);
  });

  test('that breaks ends with an error of the family', async () => {
    const broken = defineShopConnector({ ...base, stream: () => Promise.reject(new RangeError('sentinel')) })(
      {},
    );
    await expect(broken.stream?.(async () => {}, signal)).rejects.toThrow(
      expect.objectContaining({ code: 'delivery.unexpected', connector: 'acme-shop' }),
    );
  });

  test('learns when its events cannot be kept', async () => {
    const full = new TouchlineError('log.full', 'The disk is full.');
    const connector = defineShopConnector({ ...base, stream: (_context, emit) => emit([]) })({});
    await expect(connector.stream?.(() => Promise.reject(full), signal)).rejects.toBe(full);
  });
});
