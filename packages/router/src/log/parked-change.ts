import type { ParkedRow } from './log-storage.ts';

// The writing thread loads this file, so it imports nothing but types.

/** A delivery has this row now. The event is there only where the log holds it no more. */
type Put = readonly [
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

/** A row, a row that goes, or a subscription that goes with all its rows. */
type Change = Put | readonly [subscription: string, position: number] | readonly [subscription: string];

/** Gathers what a checkpoint says of the rows of deliveries. */
export class ParkedChanges {
  #changes: Change[] = [];

  /** @param event is empty while the log holds it. */
  put(subscription: string, row: ParkedRow, event = ''): void {
    const { position, dueMs, attempt, firstAttemptMs = null, progress, key = null } = row;
    const replayed = row.replayed ? 1 : 0;
    const put = [subscription, position, dueMs, attempt, firstAttemptMs, progress, replayed, key] as const;
    this.#changes.push(event === '' ? put : [...put, event]);
  }

  drop(subscription: string, position: number): void {
    this.#changes.push([subscription, position]);
  }

  forget(subscription: string): void {
    this.#changes.push([subscription]);
  }

  /** Hands over what was gathered, as JSON; empty when nothing was. */
  take(): string {
    if (this.#changes.length === 0) return '';
    const json = JSON.stringify(this.#changes);
    this.#changes = [];
    return json;
  }
}

/** A row as changes leave it. */
export interface ChangedRow {
  readonly row: ParkedRow;
  /** Its JSON, where a change brought it. */
  readonly event: string | undefined;
}

/** What some changes, one after the other, come to for one subscription. */
export interface ChangedRows {
  /** All rows from before the changes are gone. */
  forgotten: boolean;
  /** By position; undefined for a row that is gone. */
  readonly rows: Map<number, ChangedRow | undefined>;
}

/** What changes come to: later ones stand in place of earlier ones. */
export class LatestChanges {
  readonly bySubscription = new Map<string, ChangedRows>();

  /** Takes in what one checkpoint said, as {@link ParkedChanges} hands it over. */
  add(json: string): void {
    for (const change of JSON.parse(json) as readonly Change[]) {
      const [subscription, position] = change;
      const changed = this.#changedOf(subscription);
      if (position === undefined) {
        changed.forgotten = true;
        changed.rows.clear();
      } else
        changed.rows.set(position, isPut(change) ? rowOf(change, changed.rows.get(position)) : undefined);
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

const isPut = (change: Change): change is Put => change.length > 2;

/** A row that is written anew does not say its key and its event again. */
const rowOf = (
  [, position, dueMs, attempt, firstAttemptMs, progress, replayed, key, event]: Put,
  before: ChangedRow | undefined,
): ChangedRow => ({
  row: {
    position,
    dueMs,
    attempt,
    firstAttemptMs: firstAttemptMs ?? undefined,
    progress,
    replayed: replayed === 1,
    key: key ?? before?.row.key,
  },
  event: event ?? before?.event,
});
