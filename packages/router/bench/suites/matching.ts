import { touchpointKit } from '@touchline/core';
import { createMemoryLog } from '../../src/index.ts';
import { destination, type FanOutRoute, idle, type StandingFanOut, standFanOut } from '../fan-out.ts';
import { publishInFlight } from '../load.ts';
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
    const fanOuts = {
      few: await standFanOut(createMemoryLog(), matching),
      many: await standFanOut(createMemoryLog(), matching, elsewhere(others)),
    };
    try {
      const { few, many } = await medianOfRounds(isFull ? 5 : 1, {
        few: () => microsPerEvent(fanOuts.few, events),
        many: () => microsPerEvent(fanOuts.many, events),
      });
      return {
        figures: { match_10k_routes_vs_10: many / few },
        raw: { match_10_routes_us_per_event: few, match_10k_routes_us_per_event: many },
      };
    } finally {
      await fanOuts.few.close();
      await fanOuts.many.close();
    }
  },
};

/** The microseconds that an event takes. */
const microsPerEvent = async (fanOut: StandingFanOut, events: number): Promise<number> => {
  const seconds = await secondsOf(() =>
    fanOut.deliver(events, (router) =>
      publishInFlight(events, publishesInFlight, (number) => router.publish(paymentDraft(number))),
    ),
  );
  return (seconds / events) * 1e6;
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
