import { hash } from 'node:crypto';
import type { TouchlineEvent } from '@touchline/core';
import type { ChannelOf } from './channel-of.ts';

/** An event in its place: on the timeline, in windows of time, and among the values that a trait had. */
export interface PlacedEvent {
  readonly event: TouchlineEvent;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** Tells the events of one moment apart; the same for the same event, whenever and wherever it comes. */
  readonly entry: string;
  readonly channel: string;
}

/** How far a clock may be ahead of ours and still be believed. */
export const toleratedSkewMs = 120_000;

/**
 * Gives an event its place: where it says that it happened. A time that has not come yet, by more than two minutes, is not
 * believed, and the event stands where it was recorded: else the clock of one device would keep its event on top of the timeline,
 * and in every window, for years. The event itself keeps what it says.
 */
export const placeEvent = (
  event: TouchlineEvent,
  recordedAtMs: number,
  channelOf: ChannelOf,
): PlacedEvent => {
  const saidMs = Date.parse(event.time);
  const isBelieved = saidMs <= recordedAtMs + toleratedSkewMs;
  return {
    event,
    atMs: isBelieved ? saidMs : recordedAtMs,
    entry: entryOf(event),
    channel: channelOf(event),
  };
};

/** 72 bits of the pair that identifies an event: they only tell apart what happened to one person in one millisecond. */
export const entryOf = ({ source, id }: Pick<TouchlineEvent, 'source' | 'id'>): string =>
  hash('sha256', `${source.length}:${source}${id}`, 'base64url').slice(0, 12);
