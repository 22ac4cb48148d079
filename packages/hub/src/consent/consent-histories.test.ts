import { type TouchlineEvent, touchpointCatalogue } from '@touchline/core';
import { manualClock } from '@touchline/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHub } from '../create-hub.ts';
import type { Hub } from '../hub.ts';
import { memoryHubStorage } from '../storage/memory-hub-storage.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');
const emails = ['ada@example.com', 'ben@example.com', 'cid@example.com'] as const;
const note = { by: 'test', why: 'history' };

const open = (): Hub =>
  createHub({
    storage: memoryHubStorage(),
    secret: 'a secret of at least thirty-two bytes',
    consent: { region: { default: 'DE' } },
    clock: manualClock(noon),
  });

const said = fc.record({
  who: fc.constantFrom(...emails),
  type: fc.constantFrom('contact.opted_in' as const, 'contact.opted_out' as const),
  channel: fc.constantFrom('email', 'sms'),
  purpose: fc.constantFrom('marketing', 'alerts', undefined),
  agoMs: fc.integer({ min: 0, max: 5 }),
});

const eventOf = (
  { who, type, channel, purpose, agoMs }: typeof said extends fc.Arbitrary<infer Said> ? Said : never,
  number: number,
): TouchlineEvent =>
  touchpointCatalogue.create({
    type,
    id: `said-${number}`,
    time: new Date(noon - agoMs),
    data: { customer: { email: who }, channel, method: 'form', ...(purpose && { purpose }) },
  });

/** Everything that a hub says of somebody's consents. */
const consentsOf = async (hub: Hub, email: string) => {
  const who = { namespace: 'email', value: email };
  return { standing: await hub.consents.of(who), history: await hub.consents.history(who) };
};

const idOf = async (hub: Hub, email: string): Promise<string> =>
  (await hub.customers.find({ namespace: 'email', value: email }))?.id ?? '';

test('the order in which it was said, repetitions, merges and their undoing leave everybody with exactly what was said of them', async () => {
  const history = fc.array(said, { minLength: 3, maxLength: 14 }).chain((all) =>
    fc.record({
      events: fc.constant(all.map(eventOf)),
      order: fc.shuffledSubarray([...all.keys(), ...all.keys()], { minLength: all.length * 2 }),
      mergeAt: fc.integer({ min: 0, max: all.length }),
      undoAt: fc.integer({ min: 0, max: all.length }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(history, async ({ events, order, mergeAt, undoAt }) => {
      const everybody = emails.map((email, index) =>
        touchpointCatalogue.create({
          type: 'page.viewed',
          id: `view-${index}`,
          data: { customer: { email }, url: 'https://shop.example/' },
        }),
      );
      const [plain, stormy] = [open(), open()];
      await plain.record([...everybody, ...events]);
      await stormy.record(everybody);
      let merged: string | undefined;
      for (const [place, number] of order.entries()) {
        if (place === mergeAt) {
          const [one, other] = [await idOf(stormy, emails[0]), await idOf(stormy, emails[1])];
          merged = (await stormy.customers.merge(one, other, note)).id;
        }
        if (merged !== undefined && place === mergeAt + undoAt) {
          // Both have all that was said of either.
          const [ada, ben] = [await consentsOf(stormy, emails[0]), await consentsOf(stormy, emails[1])];
          expect(ada).toEqual(ben);
          await stormy.customers.undo({ decision: merged }, note);
          merged = undefined;
        }
        await stormy.record([events[number] as TouchlineEvent]);
      }
      if (merged !== undefined) await stormy.customers.undo({ decision: merged }, note);
      for (const email of emails)
        expect(await consentsOf(stormy, email)).toEqual(await consentsOf(plain, email));
      await Promise.all([plain.close(), stormy.close()]);
    }),
    { seed: 20_261_126, numRuns: 25 },
  );
}, 30_000);
