import { touchpointKit } from '@touchline/core';
import { createMemoryLog } from '../../src/index.ts';
import { alike, destination, type FanOutRoute, handling, idle, startFanOut } from '../fan-out.ts';
import { countdown, publishInFlight } from '../load.ts';
import { paymentDraft } from '../payment.ts';
import { medianOfRounds, secondsOf } from '../rounds.ts';
import type { Suite } from '../suite.ts';

const matching = 10;
const publishesInFlight = 512;

/**
 * What routes cost that do not match: ten routes match in both, and beside them wait 9,990 for other types, by exact type
 * and by pattern. Measured is the whole way, from publish to the ten handlers, in memory so that no disk hides the
 * difference.
 */
export const matchingSuite: Suite = {
  name: 'matching',
  async run(size) {
    const isFull = size === 'full';
    const events = isFull ? 10_000 : 50;
    const others = isFull ? 9_990 : 40;
    const times = { few: await prepare(0), many: await prepare(others) };
    try {
      const { few, many } = await medianOfRounds(isFull ? 5 : 1, {
        few: () => times.few.run(events),
        many: () => times.many.run(events),
      });
      return {
        figures: { match_10k_routes_vs_10: many / few },
        raw: { match_10_routes_us_per_event: few, match_10k_routes_us_per_event: many },
      };
    } finally {
      await times.few.close();
      await times.many.close();
    }
  },
};

/** A router that stands; answers the microseconds that an event takes. */
const prepare = async (others: number) => {
  let delivered = (): void => {};
  let published = 0;
  const router = await startFanOut(createMemoryLog(), [
    ...alike(
      matching,
      handling(() => delivered()),
    ),
    ...elsewhere(others),
  ]);
  return {
    async run(events: number): Promise<number> {
      const all = countdown(events * matching);
      delivered = all.call;
      const seconds = await secondsOf(async () => {
        await publishInFlight(events, publishesInFlight, (number) => router.publish(paymentDraft(number)));
        await all.done;
      });
      published += events;
      return (seconds / events) * 1e6;
    },
    async close(): Promise<void> {
      await router.settled();
      for (const { id, delivered: count } of await router.status())
        if (count !== (id.startsWith('destination') ? published : 0))
          throw new Error(`Route ${id} delivered ${count} of ${published} events.`);
      await router.close();
    },
  };
};

/** Routes to one destination that wait for what is never published here. */
const elsewhere = (count: number): readonly FanOutRoute[] => {
  const types = touchpointKit.catalogue.types.filter((type) => !type.startsWith('payment.'));
  const patterns = [...types, ...new Set(types.map((type) => `${type.split('.')[0]}.*`))];
  const connector = destination('elsewhere', idle);
  return Array.from({ length: count }, (_, index) => ({
    id: `elsewhere-${index}`,
    on: patterns[index % patterns.length] as string,
    connector,
  }));
};
