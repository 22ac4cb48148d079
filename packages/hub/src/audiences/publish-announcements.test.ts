import { defineAction, defineConnector, type TouchlineEvent, type TouchpointEvents } from '@touchline/core';
import { createMemoryLog, createRouter } from '@touchline/router';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { anchorOf, noon, setUpParts } from '../fixtures/hub-parts.ts';
import { defaultComputedTraits } from '../profile/computed-trait.ts';
import { createProfiles } from '../profile/create-profiles.ts';
import { createTimeline } from '../timeline/create-timeline.ts';
import { type Audiences, compileAudiences } from './compile-audiences.ts';
import { createAudiences } from './create-audiences.ts';
import { publishAnnouncements } from './publish-announcements.ts';

const day = 86_400_000;
const record = defineAction({
  name: 'record',
  title: 'Record',
  description: 'Takes an event in.',
  input: z.object({ event: z.unknown() }),
  output: z.object({}),
  effect: 'write',
  idempotent: 'natural',
});

/** A router with a hub that is told everything, also what it published itself: the worst that a route of one's own can do. */
const setUp = async (
  audiences: Audiences,
  parts = setUpParts(),
  log = createMemoryLog({ clock: parts.clock }),
) => {
  const timeline = createTimeline(parts);
  const compiled = compileAudiences(audiences, defaultComputedTraits);
  const profiles = createProfiles({ ...parts, timeline, hidden: compiled.hidden });
  const keeper = createAudiences({ ...parts, profiles, compiled });
  const seen: TouchlineEvent[] = [];
  const hub = defineConnector({
    id: 'hub',
    title: 'Hub',
    category: 'crm',
    specVersion: 1,
    config: z.object({}),
    actions: (implement) => ({
      record: implement(record, async ({ event }) => {
        seen.push(event as TouchlineEvent);
        await parts.record([profiles.part, timeline.part, keeper.part], [event as TouchlineEvent]);
        return {};
      }),
    }),
    stream: (context, emit) =>
      publishAnnouncements({ ...parts, audiences: keeper }, context, emit, context.signal as AbortSignal),
  });
  const router = createRouter({
    connectors: { hub: hub({}, { clock: parts.clock }) },
    log,
    clock: parts.clock,
    routes: (route) => [
      route({ id: 'all', on: '*', to: 'hub', map: (event, { call }) => call.record({ event }) }),
    ],
  });
  await router.start();
  await keeper.start();
  /** Lets everything happen that follows. */
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 20; round += 1) {
      await parts.clock.advance(20);
      await keeper.settle();
    }
    await router.settled();
  };
  const published = async (): Promise<
    readonly TouchlineEvent<string, TouchpointEvents['audience.exited']>[]
  > => {
    const events: TouchlineEvent[] = [];
    for await (const { event } of log.read({ types: ['audience.*'] })) events.push(event);
    return events as never;
  };
  return {
    ...parts,
    parts,
    keeper,
    router,
    seen,
    settle,
    published,
    order: (customer: string) =>
      router.publish({
        type: 'order.created',
        data: { customer: { id: customer }, orderId: 'o', total: { amountMinor: 1, currency: 'EUR' } },
      }),
    async stop() {
      await keeper.stop();
      await router.close();
    },
  };
};

describe('entries and exits through a router', () => {
  test('are events with the cause, the person and the time of the change', async () => {
    const { order, settle, published, stop, clock } = await setUp({
      loyal: { who: { did: 'order.created', times: { atLeast: 2 }, within: { days: 7 } } },
    });
    await order('ada');
    const { event: cause } = await order('ada');
    await settle();
    await clock.advance(8 * day);
    await settle();
    const [entered, exited, ...more] = await published();
    expect(more).toEqual([]);
    expect(entered).toMatchObject({
      type: 'audience.entered',
      source: '/connectors/hub',
      subject: 'loyal',
      causationid: cause.id,
      causationdepth: 1,
      correlationid: cause.id,
      data: {
        customer: { id: anchorOf('ada') },
        audience: 'loyal',
        personId: anchorOf('ada'),
        reason: 'profile',
      },
    });
    expect(exited).toMatchObject({
      type: 'audience.exited',
      data: { reason: 'time', enteredAt: entered?.time },
    });
    expect(exited).not.toHaveProperty('causationid');
    expect(Date.parse(exited?.time ?? '')).toBeGreaterThanOrEqual(noon + 7 * day);
    expect(Date.parse(exited?.time ?? '')).toBeLessThan(noon + 7 * day + 1_000);
    await stop();
  });

  test('do not run in a circle, whatever audiences there are and though the hub is told of them', async () => {
    const { order, settle, published, seen, stop } = await setUp({
      any: { who: { did: '*' } },
      restless: { who: { not: { did: '*', times: { atLeast: 2 } } } },
      many: { who: { computed: 'eventCount', atLeast: 3 } },
      recent: { who: { computed: 'lastSeen', newerThan: { days: 1 } } },
      mine: { who: ({ computed }) => (computed.eventCount as number) % 2 === 1 },
    });
    await order('ada');
    await settle();
    const once = await published();
    // The hub heard of them, and nothing followed.
    expect(seen.filter(({ type }) => type === 'audience.entered')).toHaveLength(4);
    expect(once.map(({ type, data }) => `${type} ${data.audience}`).sort()).toEqual([
      'audience.entered any',
      'audience.entered mine',
      'audience.entered recent',
      'audience.entered restless',
    ]);
    await settle();
    expect(await published()).toHaveLength(once.length);
    await stop();
  });

  test('are published once, though the process dies after they were published and before that was written down', async () => {
    const parts = setUpParts();
    // A hub whose storage dies when it is told that the event was published.
    let dead = true;
    const { write } = parts.storage;
    const dying = {
      ...parts,
      storage: {
        ...parts.storage,
        write: (work: Parameters<typeof write>[0]) =>
          write((writes) =>
            work({
              ...writes,
              removeAnnouncement(sequence) {
                if (dead) throw new Error('killed');
                writes.removeAnnouncement(sequence);
              },
            }),
          ),
      },
    };
    const { order, settle, published, stop } = await setUp(
      { ordered: { who: { did: 'order.created' } } },
      dying,
    );
    await order('ada');
    await settle();
    expect(await published()).toHaveLength(1);
    expect(await parts.storage.audiences.announcements(0, 10)).toHaveLength(1);
    dead = false;
    await parts.clock.advance(600_000);
    await settle();
    expect(await published()).toHaveLength(1);
    expect(await parts.storage.audiences.announcements(0, 10)).toEqual([]);
    await stop();
  });

  test('of somebody who was erased before they were published are told to nobody', async () => {
    const { parts, keeper, router, order, settle, published } = await setUp({
      ordered: { who: { did: 'order.created' } },
    });
    const { people } = parts;
    const { of } = people;
    people.of = async (anchors) =>
      new Map([...(await of(anchors))].filter(([anchor]) => anchor !== anchorOf('ada')));
    await order('ada');
    await order('ben');
    await settle();
    expect((await published()).map(({ data }) => data.personId)).toEqual([anchorOf('ben')]);
    expect(await parts.storage.audiences.announcements(0, 10)).toEqual([]);
    await keeper.stop();
    await router.close();
  });
});
