import { TouchlineError } from '@touchline/core';
import type { Caller } from '../auth/caller.ts';

/** How many streams may be open. */
export interface StreamRoom {
  readonly maxStreams?: number;
  readonly maxStreamsPerKey?: number;
}

/**
 * Takes a place for a stream, and answers how to give it back.
 *
 * @throws TouchlineError `rate.limited` where there is none.
 */
export type TakePlace = (caller: Caller) => () => void;

/** Counts open streams. */
export const createPlaces = ({ maxStreams = 1_000, maxStreamsPerKey = 100 }: StreamRoom): TakePlace => {
  const byCaller = new Map<string, number>();
  let open = 0;
  return ({ id }) => {
    const own = byCaller.get(id) ?? 0;
    if (open >= maxStreams || own >= maxStreamsPerKey)
      throw new TouchlineError('rate.limited', 'Too many event streams are open.', { retryAfterMs: 5_000 });
    open += 1;
    byCaller.set(id, own + 1);
    return () => {
      open -= 1;
      const left = (byCaller.get(id) ?? 1) - 1;
      if (left === 0) byCaller.delete(id);
      else byCaller.set(id, left);
    };
  };
};
