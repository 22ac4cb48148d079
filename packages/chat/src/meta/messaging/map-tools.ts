import type { IgnoredEvent, InboundTools, MappedEvent, TouchpointEvents } from '@touchline/core';
import { timeOf } from '../time.ts';
import type { MessagingItem } from './payload.ts';

/** What the maps of messaging events work with. */
export interface MessagingTools
  extends Pick<InboundTools<TouchpointEvents, never>, 'event' | 'ignore' | 'receivedAt'> {
  /** The id of the connector, which is also the name of the channel. */
  readonly channel: 'messenger' | 'instagram';
  readonly accountId: string | undefined;
  readonly entryTime: number | undefined;
}

/** What becomes of one thing of a batch. */
export type MessagingResult = MappedEvent | IgnoredEvent;

/** Id, time and account of an event. */
export const draftOf = (
  id: string,
  timestamp: number | null | undefined,
  { receivedAt, entryTime, accountId }: MessagingTools,
): { id: string; time: string; account?: string } => ({
  id,
  time: timeOf(receivedAt, timestamp, entryTime),
  ...(accountId && { account: accountId }),
});

/** Who somebody is to the channel, and where they are written to: an id that this account alone knows them by. */
export const personOf = (id: string, { channel }: Pick<MessagingTools, 'channel'>) => ({
  customer: { externalIds: { [channel]: id } },
  channel,
  conversationId: id,
});

/** A messaging item, mapped. */
export type MessagingMap = (payload: MessagingItem, tools: MessagingTools) => readonly MessagingResult[];
