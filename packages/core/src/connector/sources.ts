import type { EventMap, TouchlineEvent } from '../event/envelope.ts';
import type { ConnectorContext } from './action.ts';
import type { IgnoredEvent, MappedEvent, MapTools } from './inbound.ts';

/** Asks a vendor for news at intervals, where it sends no webhooks. */
export interface Poll<Events extends EventMap, Config> {
  /** How long to wait between two asks, in milliseconds. An ask that says `more` is followed at once. */
  readonly everyMs: number;
  /**
   * Asks once. The cursor is what the last ask returned; undefined at the very first. It is kept only after the events are
   * durable, so an ask may see the same news again: ids must be the vendor's.
   */
  readonly ask: (
    cursor: string | undefined,
    context: ConnectorContext<Config> & MapTools<Events>,
  ) => Promise<PollResult>;
}

/** What one ask gave. */
export interface PollResult {
  readonly events: readonly (MappedEvent | IgnoredEvent)[];
  readonly cursor: string;
  /** True when there is more to ask for at once. */
  readonly more?: boolean;
}

/**
 * Keeps a connection open and emits what comes, until the signal aborts. `emit` resolves once the events are durable: a
 * stream that acknowledges waits for it.
 */
export type Stream<Events extends EventMap, Config> = (
  context: ConnectorContext<Config> & MapTools<Events>,
  emit: (events: readonly (MappedEvent | IgnoredEvent)[]) => Promise<void>,
) => Promise<void>;

/** A poll or stream of a configured connector: validated events come out. */
export interface BoundPoll {
  readonly everyMs: number;
  readonly ask: (cursor: string | undefined, signal?: AbortSignal) => Promise<BoundPollResult>;
}

/** What one ask of a configured connector gave. */
export interface BoundPollResult {
  readonly events: readonly TouchlineEvent[];
  readonly ignored: readonly string[];
  readonly cursor: string;
  readonly more: boolean;
}

/** Runs until the signal aborts; rejects when the connection cannot be kept. */
export type BoundStream = (
  emit: (events: readonly TouchlineEvent[], ignored: readonly string[]) => Promise<void>,
  signal: AbortSignal,
) => Promise<void>;
