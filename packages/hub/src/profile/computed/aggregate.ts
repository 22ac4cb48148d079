import type { JsonValue } from '@touchline/core';
import type { PlacedEvent } from '../../timeline/placed-event.ts';

/** What a computed trait is: a number, a time (RFC 3339), amounts in minor units by currency, or a value that an event held. */
export type ComputedValue =
  | number
  | string
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * Works something out from events, one by one, in any order: the same events give the same state. The states of anchors, which never
 * share an event, are merged into that of a person; so a split takes back exactly what a merge brought.
 *
 * States are JSON.
 */
export interface Aggregate<State = unknown> {
  /** Whether events of this type may count. */
  concerns(type: string): boolean;
  /** The state after one more event; the state as it was where the event does not count. May change the state it is given. */
  add(state: State | undefined, placed: PlacedEvent): State | undefined;
  /** Neither state is changed. */
  merge(one: State, other: State): State;
  /** What it comes to. */
  read(state: State | undefined, nowMs: number): ComputedValue | undefined;
  /** When it next comes to something else by the passing of time alone, in milliseconds since the epoch. */
  changesAtMs?(state: State | undefined, nowMs: number): number | undefined;
}
