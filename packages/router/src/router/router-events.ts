import type { DeliveryStage, ErrorCode, Skip, TouchlineError, TouchlineEvent } from '@touchline/core';
import type { BreakerState } from './breaker.ts';

/** A delivery, as the router's events tell of it. */
export interface DeliveryInfo {
  readonly route: string;
  /** The registered name of the connector. */
  readonly connector: string;
  readonly event: TouchlineEvent;
  readonly position: number;
  readonly attempt: number;
  /** How long the attempt took, in milliseconds, without waits for a place in the destination's window. */
  readonly durationMs: number;
}

/** Why a route stands still. */
export type PauseReason = 'operator' | 'reauthorize';

/** What a router tells, by name: `router.on('dead', ({ route, error }) => …)`. */
export interface RouterEvents {
  /** An event is durable in the log. */
  published: (info: { readonly event: TouchlineEvent; readonly position: number }) => void;
  /** The log held the event before; nothing was done. */
  duplicate: (info: { readonly event: TouchlineEvent; readonly position: number }) => void;
  /** A webhook, a poll or a stream brought something, and what it held is durable. */
  received: (info: {
    readonly connector: string;
    readonly by: 'webhook' | 'poll' | 'stream';
    readonly events: readonly TouchlineEvent[];
    readonly ignored: readonly string[];
    /** The items that could not be understood and are kept as dead letters. */
    readonly failed: number;
  }) => void;
  /** A webhook was not let in. */
  refused: (info: { readonly connector: string; readonly code: ErrorCode }) => void;
  /** A delivery is done. */
  delivered: (info: DeliveryInfo) => void;
  /** There was nothing to do for the event, and this is why. */
  skipped: (info: DeliveryInfo & { readonly reason: Skip['skip'] }) => void;
  /** An attempt failed and is tried again at this time, in milliseconds since the epoch. */
  retrying: (info: DeliveryInfo & { readonly error: TouchlineError; readonly atMs: number }) => void;
  /** An attempt was given back, uncounted: the credentials were refused, a breaker's probe failed, or the route was stopped. */
  returned: (info: DeliveryInfo & { readonly error: TouchlineError }) => void;
  /** A delivery became a dead letter. */
  dead: (info: DeliveryInfo & { readonly error: TouchlineError; readonly stage: DeliveryStage }) => void;
  paused: (info: {
    readonly route: string;
    readonly reason: PauseReason;
    readonly error?: TouchlineError;
  }) => void;
  resumed: (info: { readonly route: string }) => void;
  /** The breaker of a route opened, lets a probe through, or closed. */
  breaker: (info: { readonly route: string; readonly state: BreakerState }) => void;
  /** Retention dropped events before a route could deliver them: it is too far behind, or the log is kept too short. */
  lost: (info: { readonly route: string; readonly events: number }) => void;
  /** Something of the router's own failed, such as the log; it goes on trying. */
  failed: (info: {
    readonly route?: string;
    /** The connector whose poll or stream it was. */
    readonly connector?: string;
    readonly error: TouchlineError;
  }) => void;
}
