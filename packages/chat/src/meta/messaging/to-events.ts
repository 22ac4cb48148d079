import type { InboundTools, TouchpointEvents } from '@touchline/core';
import { controlToEvent, optinToEvent } from './conversation-to-event.ts';
import { postbackToEvent, referralToEvent } from './interaction-to-event.ts';
import type { MessagingResult, MessagingTools } from './map-tools.ts';
import { editToEvent, messageToEvent, reactionToEvent } from './message-to-event.ts';
import type { MessagingEvent, MessagingItem } from './payload.ts';
import { deliveryToEvents, readToEvent } from './receipt-to-events.ts';

/** From one thing of a batch to unified events, for the channel that it came over. Pure. */
export const messagingToEvents =
  (channel: MessagingTools['channel']) =>
  (
    payload: MessagingItem,
    { event, ignore, receivedAt }: InboundTools<TouchpointEvents, unknown>,
  ): readonly MessagingResult[] => {
    if (payload.kind === 'other') return [ignore(payload.name)];
    const { accountId, entryTime } = payload;
    return mapped(payload.event, {
      event,
      ignore,
      receivedAt,
      channel,
      accountId: accountId ?? undefined,
      entryTime: entryTime ?? undefined,
    });
  };

const mapped = (event: MessagingEvent, tools: MessagingTools): readonly MessagingResult[] => {
  switch (event.kind) {
    case 'message':
      return [messageToEvent(event, tools)];
    case 'message_edit':
      return [editToEvent(event, tools)];
    case 'reaction':
      return [reactionToEvent(event, tools)];
    case 'postback':
      return [postbackToEvent(event, tools)];
    case 'referral':
      return [referralToEvent(event, tools)];
    case 'optin':
      return [optinToEvent(event, tools)];
    case 'read':
      return [readToEvent(event, tools)];
    case 'delivery':
      return deliveryToEvents(event, tools);
    case 'pass_thread_control':
    case 'take_thread_control':
      return [controlToEvent(event, tools)];
    case 'other':
      return [tools.ignore(event.name)];
  }
};
