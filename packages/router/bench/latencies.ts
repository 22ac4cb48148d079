import type { Router } from '../src/index.ts';
import type { Handler } from './fan-out.ts';
import { countdown, publishAtRate } from './load.ts';
import { numberOf, paymentDraft } from './payment.ts';
import { secondsOf } from './rounds.ts';

/** A steady load. */
export interface SteadyLoad {
  readonly events: number;
  readonly eventsPerSecond: number;
  /** This share is not counted: what comes first finds code that is not compiled yet, and a log whose thread has not started. */
  readonly shareOfWarmUp: number;
}

/** Measures how long events take to the handlers of some routes. */
export interface LatencyMeter {
  /** The handler of each of the routes. */
  readonly handler: Handler;
  /** Publishes a load; answers the milliseconds between the time at which an event was due and the start of its handler, for each. */
  measure(router: Router, load: SteadyLoad): Promise<Float64Array>;
}

/** Makes a meter for so many routes that all get every event. */
export const latencyMeter = (routes: number): LatencyMeter => {
  let handled = (_number: number): void => {};
  return {
    handler: async ({ paymentId }) => {
      handled(numberOf(paymentId));
      return {};
    },
    async measure(router, { events, eventsPerSecond, shareOfWarmUp }) {
      const due = new Float64Array(events);
      const firstCounted = Math.floor(events * shareOfWarmUp);
      const measured = new Float64Array((events - firstCounted) * routes);
      const all = countdown(events * routes);
      let next = 0;
      handled = (number) => {
        if (number >= firstCounted) {
          measured[next] = performance.now() - (due[number] as number);
          next += 1;
        }
        all.call();
      };
      await secondsOf(async () => {
        await publishAtRate(events, eventsPerSecond, (number, dueMs) => {
          due[number] = dueMs;
          return router.publish(paymentDraft(number));
        });
        await all.done;
      });
      if (next !== measured.length) throw new Error(`Only ${next} of ${measured.length} were handled.`);
      return measured;
    },
  };
};
