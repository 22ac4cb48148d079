import { toTouchlineError } from '@touchline/core';
import { EventEmitter } from 'eventemitter3';
import type { RouterEvents } from './router-events.ts';

/** Tells the router's listeners. */
export interface Emit {
  <Name extends keyof RouterEvents>(name: Name, info: Parameters<RouterEvents[Name]>[0]): void;
  /** Whether anybody listens: what nobody hears need not be put together. */
  readonly heard: (name: keyof RouterEvents) => boolean;
  /** Whether anybody listens to what becomes of deliveries. */
  readonly hearsOutcomes: boolean;
}

/** What tells how a delivery went, with how long it took. */
const outcomes: ReadonlySet<keyof RouterEvents> = new Set([
  'delivered',
  'skipped',
  'retrying',
  'returned',
  'dead',
]);

/** The listeners of a router. */
export interface Listeners {
  readonly emit: Emit;
  /** Adds a listener; answers a function that takes it away. */
  readonly on: <Name extends keyof RouterEvents>(name: Name, listener: RouterEvents[Name]) => () => void;
}

/** Makes the listeners of a router; what nobody listens to costs nothing. */
export const createListeners = (): Listeners => {
  const emitter = new EventEmitter<RouterEvents>();
  let outcomeListeners = 0;
  const emit = ((name: keyof RouterEvents, info: never) => void emitter.emit(name, info)) as Emit;
  Object.defineProperties(emit, {
    heard: { value: (name: keyof RouterEvents) => emitter.listenerCount(name) > 0 },
    hearsOutcomes: { get: () => outcomeListeners > 0 },
  });

  return {
    emit,
    on(name, listener) {
      // A listener that throws, at once or later, is a fault of its own: it must cost neither a delivery nor the other listeners.
      const fault = (thrown: unknown): void => {
        if (name !== 'failed') emit('failed', { error: toTouchlineError(thrown) });
      };
      const heard = (info: never): void => {
        try {
          const answer: unknown = listener(info);
          if (answer instanceof Promise) answer.catch(fault);
        } catch (thrown) {
          fault(thrown);
        }
      };
      emitter.on(name, heard as never);
      if (outcomes.has(name)) outcomeListeners += 1;
      let listening = true;
      return () => {
        if (!listening) return;
        listening = false;
        if (outcomes.has(name)) outcomeListeners -= 1;
        emitter.off(name, heard as never);
      };
    },
  };
};
