import type { Participant } from '@touchline/core';
import type { Duration } from '../profile/duration.ts';

/** What belongs into one conversation where the vendors do not say it. */
export interface ConversationRules {
  /**
   * What follows somebody's message, e-mail or call within this time is the same conversation, on whatever channel. Default 4 hours.
   * Null: only what vendors say.
   */
  readonly quietWindow?: Duration | null;
  /** A chat without a beginning and an end falls into conversations where nothing happens for longer than this. Default 3 days. */
  readonly chatGap?: Duration;
}

/** What somebody said, or what was said to them: a message, an e-mail, a call. */
export interface ConversationItem {
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly kind: 'message' | 'email' | 'call' | 'interaction' | 'assistant';
  readonly channel: string;
  /** `inbound`: the person to you. */
  readonly direction: 'inbound' | 'outbound';
  /** The beginning of it, or what became of it; at most 280 characters. */
  readonly summary: string;
  /** How far it came: `sent`, `delivered`, `read`, `failed`, `answered`, `missed`, … */
  readonly status?: string;
  /** The name that the channel shows. */
  readonly from?: string;
  readonly isEdited?: true;
  readonly isDeleted?: true;
  /** The ids of the timeline's entries that tell of it. */
  readonly entries: readonly string[];
}

/** Messages, e-mails and calls that belong together, over all channels. */
export interface Conversation {
  /** The same as long as nothing earlier becomes known. */
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  /** When something last happened in it: RFC 3339, UTC. */
  readonly lastAt: string;
  readonly status: 'open' | 'closed';
  /** Why it was closed, in the vendor's words. */
  readonly closedFor?: string;
  readonly subject?: string;
  /** Who has it. */
  readonly assignee?: Participant;
  readonly teamId?: string;
  /** In the order in which they were first used. */
  readonly channels: readonly string[];
  /** Oldest first. */
  readonly items: readonly ConversationItem[];
}
