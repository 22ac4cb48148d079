import type { ParkedRow } from './log-storage.ts';

// The writing thread loads this file, so it imports nothing but types.

/** A delivery has this row now. The event is there only where the log holds it no more. */
export type ParkedPut = readonly [
  subscription: string,
  position: number,
  dueMs: number,
  attempt: number,
  firstAttemptMs: number | null,
  progress: number,
  replayed: 0 | 1,
  key: string | null,
  event?: string,
];

/** What a checkpoint says of the rows of deliveries: a row, a row that goes, or a subscription that goes with all its rows. */
export type ParkedChange =
  | ParkedPut
  | readonly [subscription: string, position: number]
  | readonly [subscription: string];

/** `event` is empty while the log holds the event. */
export const parkedPut = (subscription: string, row: ParkedRow, event = ''): ParkedPut => {
  const { position, dueMs, attempt, firstAttemptMs = null, progress, key = null } = row;
  const put = [
    subscription,
    position,
    dueMs,
    attempt,
    firstAttemptMs,
    progress,
    row.replayed ? 1 : 0,
    key,
  ] as const;
  return event === '' ? put : [...put, event];
};

export const rowOfPut = ([
  ,
  position,
  dueMs,
  attempt,
  firstAttemptMs,
  progress,
  replayed,
  key,
]: ParkedPut): ParkedRow => ({
  position,
  dueMs,
  attempt,
  firstAttemptMs: firstAttemptMs ?? undefined,
  progress,
  replayed: replayed === 1,
  key: key ?? undefined,
});

export const keyOfPut = ([, , , , , , , key]: ParkedPut): string | null => key;

export const eventOfPut = ([, , , , , , , , event]: ParkedPut): string | undefined => event;

/** What some changes, one after the other, come to for one subscription. */
export interface ChangedRows {
  /** All rows from before the changes are gone. */
  forgotten: boolean;
  /** By position; undefined for a row that is gone. */
  readonly rows: Map<number, ParkedPut | undefined>;
}

/** What changes come to: later ones stand in place of earlier ones. */
export class LatestChanges {
  readonly bySubscription = new Map<string, ChangedRows>();

  /** Takes in what one checkpoint said, as the JSON of its changes. */
  add(json: string): void {
    for (const change of JSON.parse(json) as readonly ParkedChange[]) {
      const [subscription, position] = change;
      const changed = this.#changedOf(subscription);
      if (position === undefined) {
        changed.forgotten = true;
        changed.rows.clear();
      } else if (isPut(change)) changed.rows.set(position, completed(change, changed.rows.get(position)));
      else changed.rows.set(position, undefined);
    }
  }

  #changedOf(subscription: string): ChangedRows {
    let changed = this.bySubscription.get(subscription);
    if (!changed) {
      changed = { forgotten: false, rows: new Map() };
      this.bySubscription.set(subscription, changed);
    }
    return changed;
  }
}

const isPut = (change: ParkedChange): change is ParkedPut => change.length > 2;

/** A row that is written anew does not say again what never changes. */
const completed = (put: ParkedPut, before: ParkedPut | undefined): ParkedPut => {
  if (!before) return put;
  const key = keyOfPut(put) ?? keyOfPut(before);
  const event = eventOfPut(put) ?? eventOfPut(before);
  if (key === keyOfPut(put) && event === eventOfPut(put)) return put;
  return parkedPut(put[0], { ...rowOfPut(put), key: key ?? undefined }, event);
};
