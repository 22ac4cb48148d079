import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anchorOf, eventOf, noon, setUpParts, storageKinds } from '../fixtures/hub-parts.ts';
import { createTimeline, type TimelineQuery } from './create-timeline.ts';

const at = (minutes: number): string => new Date(noon + minutes * 60_000).toISOString();

const setUp = (kind: (typeof storageKinds)[number] = 'memory') => {
  const parts = setUpParts(kind);
  const timeline = createTimeline(parts);
  return {
    ...parts,
    timeline,
    add: (events: Parameters<typeof parts.record>[1]) => parts.record([timeline.part], events),
    ids: async (names: readonly string[], query: TimelineQuery = {}) =>
      (
        await timeline.read(
          names.map((name) => anchorOf(name)),
          query,
        )
      ).entries.map(({ event }) => event.id),
  };
};

const viewed = (id: string, customer: string, minutes: number) =>
  eventOf(
    'page.viewed',
    { customer: { id: customer }, url: 'https://shop.example.com/' },
    { id, time: at(minutes) },
  );
const said = (id: string, customer: string, minutes: number, channel = 'sms') =>
  eventOf(
    'message.received',
    { customer: { id: customer }, messageId: id, channel, from: { id: '+14155550123' } },
    { id, time: at(minutes) },
  );

describe.each(storageKinds)('a timeline on %s', (kind) => {
  test('is that of all anchors of a person, over all channels, newest first', async () => {
    const { add, ids } = setUp(kind);
    await add([
      viewed('a', 'visitor', -30),
      said('b', 'ada', -20),
      viewed('c', 'visitor', -10),
      said('x', 'eve', -5),
    ]);
    await add([said('late', 'ada', -25)]);
    expect(await ids(['ada', 'visitor'])).toEqual(['c', 'b', 'late', 'a']);
    expect(await ids(['ada'])).toEqual(['b', 'late']);
    expect(await ids(['nobody'])).toEqual([]);
  });

  test('is read page by page to its end, also where events of several anchors share a moment', async () => {
    const { add, timeline } = setUp(kind);
    const events = Array.from({ length: 60 }, (_, index) =>
      viewed(`e${index}`, ['ada', 'ben', 'cem'][index % 3] as string, -Math.floor(index / 7)),
    );
    await add(events);
    const anchors = [anchorOf('ada'), anchorOf('ben'), anchorOf('cem')];
    const whole = (await timeline.read(anchors, { limit: 500 })).entries;
    expect(whole).toHaveLength(60);
    const pages: (typeof whole)[number][] = [];
    let cursor: string | undefined;
    do {
      const page = await timeline.read(anchors, { limit: 7, ...(cursor !== undefined && { cursor }) });
      pages.push(...page.entries);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(pages).toEqual(whole);
  });

  test('is filtered by type, channel and time', async () => {
    const { add, ids } = setUp(kind);
    await add([viewed('a', 'ada', -30), said('b', 'ada', -20), said('c', 'ada', -10, 'chat')]);
    expect(await ids(['ada'], { types: ['message.*'] })).toEqual(['c', 'b']);
    expect(await ids(['ada'], { channels: ['web', 'sms'] })).toEqual(['b', 'a']);
    expect(await ids(['ada'], { from: at(-20), before: at(-10) })).toEqual(['b']);
  });

  test('gives the event exactly as it came, and holds nothing of it in clear', async () => {
    const { add, timeline, storage } = setUp(kind);
    const event = said('b', 'ada', -20);
    await add([event]);
    const [entry] = (await timeline.read([anchorOf('ada')])).entries;
    expect(entry?.event).toEqual(event);
    const [row] = await storage.timelines.slice({ anchor: anchorOf('ada'), limit: 1 });
    expect(Buffer.from(row?.sealed ?? []).includes('4155550123')).toBe(false);
  });

  test('of somebody whose key is destroyed is empty, and what comes later is there', async () => {
    const { add, ids, vault, timeline } = setUp(kind);
    await add([viewed('a', 'ada', -30)]);
    await vault.destroy([anchorOf('ada')]);
    expect(await ids(['ada'])).toEqual([]);
    await add([viewed('b', 'ada', -20)]);
    expect(await ids(['ada'])).toEqual(['b']);
    await vault.destroy([anchorOf('ada')], (writes) => timeline.forget([anchorOf('ada')], writes));
    expect(await ids(['ada'])).toEqual([]);
  });
});

describe('an event whose clock is wrong', () => {
  test('from the future stands where it was recorded, says so, and is passed by what comes later', async () => {
    const { add, timeline, clock } = setUp();
    const future = viewed('future', 'ada', 60 * 24 * 365);
    await add([future]);
    clock.jumpTo(noon + 60_000);
    await add([viewed('now', 'ada', 1)]);
    const { entries } = await timeline.read([anchorOf('ada')]);
    expect(entries.map(({ event, at, isClockSkewed }) => [event.id, at, isClockSkewed])).toEqual([
      ['now', at(1), undefined],
      ['future', at(0), true],
    ]);
    expect(entries[1]?.event.time).toBe(future.time);
  });

  test('a little ahead is believed', async () => {
    const { add, timeline } = setUp();
    await add([viewed('ahead', 'ada', 2)]);
    const { entries } = await timeline.read([anchorOf('ada')]);
    expect(entries[0]).toMatchObject({ at: at(2) });
    expect(entries[0]).not.toHaveProperty('isClockSkewed');
  });

  test.each(['1970-01-01T00:00:00.000Z', '0001-01-01T00:00:00Z'])('from %s stands there', async (time) => {
    const { add, ids } = setUp();
    await add([
      eventOf('page.viewed', { customer: { id: 'ada' }, url: 'https://a.example/' }, { id: 'old', time }),
    ]);
    await add([viewed('new', 'ada', -1)]);
    expect(await ids(['ada'])).toEqual(['new', 'old']);
    expect(await ids(['ada'], { before: '1971-01-01T00:00:00Z' })).toEqual(['old']);
  });
});

test('a timeline does not depend on the order in which its events came', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('ada', 'ben'), fc.integer({ min: -5, max: 0 })), { maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      async (happenings, choice) => {
        const events = happenings.map(([customer, minutes], index) => viewed(`e${index}`, customer, minutes));
        const shuffled = [...events];
        for (let index = shuffled.length - 1; index > 0; index -= 1) {
          const other = (choice.next().value ?? 0) % (index + 1);
          [shuffled[index], shuffled[other]] = [shuffled[other] as never, shuffled[index] as never];
        }
        const [one, two] = [setUp(), setUp()];
        await one.add(events);
        for (const event of shuffled) await two.add([event, event]);
        expect(await two.ids(['ada', 'ben'])).toEqual(await one.ids(['ada', 'ben']));
      },
    ),
    { seed: 20_261_125, numRuns: 40 },
  );
});

test.each<[string, TimelineQuery]>([
  ['a page of none', { limit: 0 }],
  ['a page of too many', { limit: 501 }],
  ['half an entry', { limit: 1.5 }],
  ['a pattern that is none', { types: ['Payment*'] }],
  ['a time that is none', { from: 'yesterday' }],
  ['a cursor of somebody else', { cursor: 'abc' }],
  ['an empty cursor', { cursor: '' }],
])('%s is refused', async (_, query) => {
  await expect(setUp().timeline.read([anchorOf('ada')], query)).rejects.toThrow(
    expect.objectContaining({ code: 'request.invalid' }),
  );
});
