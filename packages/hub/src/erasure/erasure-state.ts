import type { AnchorId } from '../identity/anchor.ts';
import type { ErasureDestination, ErasureReport } from './erasure-report.ts';
import type { ErasureRow } from './erasure-storage.ts';

/** How far an erasure is at one destination, as it is stored. */
export interface DestinationState {
  readonly connector: string;
  readonly status: ErasureDestination['status'];
  readonly attempts: number;
  readonly atMs?: number;
  readonly firstAttemptMs?: number;
  /** When it is asked next, where it is. */
  readonly nextAttemptMs?: number;
  /** For how many of the person's references it has answered. */
  readonly answered: number;
  /** The best that it answered for those. */
  readonly best?: 'erased' | 'requested' | 'not_found';
  readonly reference?: string;
  readonly error?: { readonly code: string; readonly vendorStatus?: number };
}

/** How far an erasure is, as it is stored. It holds nothing personal. */
export interface ErasureState {
  readonly id: string;
  readonly person: AnchorId;
  readonly tenant: string;
  readonly state: ErasureRow['state'];
  readonly requestedAtMs: number;
  /** From when on nothing of the person is taken in any more. */
  readonly buriedAtMs?: number;
  readonly erasedAtMs?: number;
  readonly completedAtMs?: number;
  readonly keysDestroyed: number;
  /** Undefined until kept webhooks were searched. */
  readonly keptWebhooksDiscarded?: number;
  readonly destinations: readonly DestinationState[];
}

/** Whether there is still something to ask of a destination. */
export const isPending = ({ status }: DestinationState): boolean =>
  status === 'pending' || status === 'waiting_for_credentials';

/** What is told of it. */
export const reportOf = (state: ErasureState): ErasureReport => ({
  id: state.id,
  person: state.person,
  tenant: state.tenant,
  state: state.state,
  requestedAt: isoOf(state.requestedAtMs),
  ...(state.erasedAtMs !== undefined && { erasedAt: isoOf(state.erasedAtMs) }),
  ...(state.completedAtMs !== undefined && { completedAt: isoOf(state.completedAtMs) }),
  keysDestroyed: state.keysDestroyed,
  keptWebhooksDiscarded: state.keptWebhooksDiscarded ?? 0,
  destinations: state.destinations.map((destination) => {
    const { connector, status, attempts, atMs, nextAttemptMs, reference, error } = destination;
    return {
      connector,
      status,
      attempts,
      ...(atMs !== undefined && { at: isoOf(atMs) }),
      ...(nextAttemptMs !== undefined && isPending(destination) && { nextAttemptAt: isoOf(nextAttemptMs) }),
      ...(reference !== undefined && { reference }),
      ...(error && { error }),
    };
  }),
});

const isoOf = (timeMs: number): string => new Date(timeMs).toISOString();
