import type { Router } from '../src/index.ts';
import type { Handler } from './fan-out.ts';
import { countdown, publishAtRate } from './load.ts';
import { numberOf, paymentDraft } from './payment.ts';
import { secondsOf } from './rounds.ts';

/** How latencies are measured. */
export interface LatencySpec {
  readonly events: number;
  readonly eventsPerSecond: number;
  /** This share is not counted: the first find code that is not compiled yet, and a log whose thread has not started. */
  readonly shareOfWarmUp: number;
  /** So many routes hand an event to the handler. */
  readonly handlersPerEvent: number;
  /** Starts the router whose routes call the handler. */
  readonly start: (handler: Handler) => Promise<Router>;
}

/** The milliseconds between the time at which an event was due and the start of its handler, for each handler. */
export const measureLatencies = async ({
  events,
  eventsPerSecond,
  shareOfWarmUp,
  handlersPerEvent,
  start,
}: LatencySpec): Promise<Float64Array> => {
  const due = new Float64Array(events);
  const firstCounted = Math.floor(events * shareOfWarmUp);
  const measured = new Float64Array((events - firstCounted) * handlersPerEvent);
  let next = 0;
  const all = countdown(events * handlersPerEvent);
  const router = await start(async ({ paymentId }) => {
    const number = numberOf(paymentId);
    if (number >= firstCounted) {
      measured[next] = performance.now() - (due[number] as number);
      next += 1;
    }
    all.call();
    return {};
  });
  await secondsOf(async () => {
    await publishAtRate(events, eventsPerSecond, (number, dueMs) => {
      due[number] = dueMs;
      return router.publish(paymentDraft(number));
    });
    await all.done;
  });
  await router.close({ timeoutMs: 1 });
  if (next !== measured.length) throw new Error(`Only ${next} of ${measured.length} were handled.`);
  return measured;
};
