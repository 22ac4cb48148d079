import type { TouchlineEvent } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import type { Identifier } from '../identity/identifier.ts';
import type { HubWrites } from '../storage/hub-storage.ts';

/** An event about a person, on its way into the hub. */
export interface RecordedEvent {
  readonly event: TouchlineEvent;
  /** `''` where the event has none. */
  readonly tenant: string;
  /** Strongest first; at least one. */
  readonly identifiers: readonly Identifier[];
  /** Of the strongest identifier. */
  readonly anchor: AnchorId;
}

/**
 * What one concern (identity, traits, timeline, consent, …) makes of recorded events. The parts prepare one after another, in the
 * order of `create-hub.ts`, then all their writes go into one transaction: an event is recorded by all of them or by none. Events
 * that come twice come to a part once.
 */
export interface RecordingPart {
  /**
   * Reads what it needs and decides; what it answers writes it down and neither reads nor throws. The next events come once these are
   * written, or given up.
   */
  prepare(events: readonly RecordedEvent[]): Promise<(writes: HubWrites) => void>;
  /** Told once the events are durable, before whoever recorded them is. Does not throw. */
  recorded?(events: readonly RecordedEvent[]): void;
}
