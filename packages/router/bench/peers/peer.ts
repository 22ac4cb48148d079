import type { Contestant } from '../rounds.ts';

/** A peer that is ready to run, and what takes away all that it made. */
export interface Peer {
  readonly run: Contestant;
  readonly close: () => Promise<void>;
}

/** How a fan-out is measured: so many events, each to so many destinations. */
export interface PeerFanOut {
  readonly events: number;
  readonly routes: number;
}
