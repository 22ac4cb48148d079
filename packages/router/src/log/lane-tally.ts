import type { SubscriptionRow } from './log-storage.ts';

/** What has become of the deliveries of a subscription, as storage says and as it went on since. */
export class LaneTally {
  /** The first position that `matched` counts; 0 when that cannot be said. */
  readonly countedFrom: number;
  matched: number;
  delivered: number;
  skipped: number;
  dead: number;
  lost: number;
  retried: number;
  /** Neither settled nor in a row: in the window, or not read yet. */
  waiting: number;

  /** Goes on from what storage says. */
  constructor(row: SubscriptionRow) {
    this.countedFrom = row.countedFrom;
    this.matched = row.matched;
    this.delivered = row.delivered;
    this.skipped = row.skipped;
    this.dead = row.dead;
    this.lost = row.lost;
    this.retried = row.retried;
    this.waiting = row.waiting;
  }
}
