import { type EventLog, touchpointKit } from '@touchline/core';
import Emittery from 'emittery';
import { EventEmitter } from 'eventemitter3';
import { createMemoryLog } from '../../src/index.ts';
import { type StandingFanOut, standFanOut } from '../fan-out.ts';
import { countdown, publishInFlight } from '../load.ts';
import { paymentDraft } from '../payment.ts';
import { medianOfRounds, secondsInStride } from '../rounds.ts';
import type { Suite } from '../suite.ts';

const routes = 10;
const publishesInFlight = 512;

/**
 * The price of a promise: everything the router does but the disk, against emitters that promise nothing. Ours validates
 * each event, dedupes it, calls ten actions with their input and output validated, and accounts for each. The emitters
 * get one event that was made beforehand.
 *
 * A delivery of ours counts once its handler's promise has resolved. eventemitter3 lets go of the promises of its
 * listeners, so its listeners await the same handler and count when it is done; without that await it would be measured
 * how often a function can be called. That rate stands beside as `calls`.
 */
export const memoryFanOut: Suite = {
  name: 'memory-fanout',
  async run(size) {
    const isFull = size === 'full';
    const events = isFull ? 40_000 : 50;
    const bareEvents = isFull ? 200_000 : 500;
    const log = createMemoryLog();
    const fanOut = await standFanOut(log, routes);
    const { ours, eventemitter3, calls, emittery } = await medianOfRounds(isFull ? 7 : 1, {
      ours: () => fanOutOnce(log, fanOut, events),
      eventemitter3: () => emitOnce(bareEvents, awaiting),
      calls: () => emitOnce(bareEvents, calling),
      emittery: () => emitteryOnce(isFull ? 20_000 : 50),
    });
    await fanOut.close();
    return {
      figures: {
        memory_fanout_vs_eventemitter3: ours / eventemitter3,
        memory_fanout_vs_emittery: ours / emittery,
      },
      raw: {
        memory_fanout_ours_deliveries_per_s: ours,
        memory_fanout_eventemitter3_deliveries_per_s: eventemitter3,
        memory_fanout_eventemitter3_calls_per_s: calls,
        memory_fanout_emittery_deliveries_per_s: emittery,
      },
    };
  },
};

const fanOutOnce = async (log: EventLog, fanOut: StandingFanOut, events: number): Promise<number> => {
  // What earlier rounds left would be the collector's to look through again and again.
  await log.trim({ maxEvents: 0 });
  const seconds = await secondsInStride(events, (count) =>
    fanOut.deliver(count, (router) =>
      publishInFlight(count, publishesInFlight, (number) => router.publish(paymentDraft(number))),
    ),
  );
  return (events * routes) / seconds;
};

const handler = async (_: unknown): Promise<void> => {};

const awaiting =
  (count: () => void) =>
  async (event: unknown): Promise<void> => {
    await handler(event);
    count();
  };

const calling = (count: () => void) => async (): Promise<void> => count();

const emitOnce = async (
  events: number,
  listener: (count: () => void) => (event: unknown) => Promise<void>,
): Promise<number> => {
  const event = touchpointKit.catalogue.create(paymentDraft(1));
  const seconds = await secondsInStride(events, async (count) => {
    const all = countdown(count * routes);
    const emitter = new EventEmitter();
    for (let index = 0; index < routes; index += 1) emitter.on('payment.succeeded', listener(all.call));
    for (let number = 0; number < count; number += 1) {
      emitter.emit('payment.succeeded', event);
      // As many at a time as publishes of ours are in flight, so that its promises do not pile up either.
      if (number % publishesInFlight === 0) await undefined;
    }
    await all.done;
  });
  return (events * routes) / seconds;
};

const emitteryOnce = async (events: number): Promise<number> => {
  let delivered = 0;
  let emitted = 0;
  const emitter = new Emittery();
  for (let index = 0; index < routes; index += 1)
    emitter.on('payment.succeeded', async ({ data }) => {
      await handler(data);
      delivered += 1;
    });
  const event = touchpointKit.catalogue.create(paymentDraft(1));
  const seconds = await secondsInStride(events, async (count) => {
    await publishInFlight(count, publishesInFlight, () => emitter.emit('payment.succeeded', event));
    emitted += count;
  });
  if (delivered !== emitted * routes) throw new Error(`emittery delivered ${delivered}.`);
  return (events * routes) / seconds;
};
