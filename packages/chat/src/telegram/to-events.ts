import type { InboundTools, TouchpointEvents } from '@touchline/core';
import type { TelegramSettings } from './config.ts';
import type { TelegramUpdate } from './payload.ts';
import { queryToEvent } from './to-events/interaction-to-event.ts';
import { type TelegramResult, type TelegramTools, toolsOf } from './to-events/map-tools.ts';
import { chatMemberToEvents, myChatMemberToEvent } from './to-events/member-to-events.ts';
import { deletedToEvents, editToEvent, messageToEvents } from './to-events/message-to-events.ts';
import { reactionToEvents } from './to-events/reaction-to-events.ts';

/**
 * From an update to unified events. Pure. Their ids are made of the update's, their `sequence` is it: updates are numbered in
 * order, for each bot.
 */
export const toEvents = (
  update: TelegramUpdate,
  tools: Pick<InboundTools<TouchpointEvents, TelegramSettings>, 'event' | 'ignore' | 'config' | 'receivedAt'>,
): readonly TelegramResult[] => mapped(update, toolsOf(update.update_id, tools));

const mapped = (update: TelegramUpdate, tools: TelegramTools): readonly TelegramResult[] => {
  switch (update.kind) {
    case 'message':
    case 'channel_post':
    case 'business_message':
      return messageToEvents(update.item, tools);
    case 'edited_message':
    case 'edited_channel_post':
    case 'edited_business_message':
      return [editToEvent(update.item, tools)];
    case 'deleted_business_messages':
      return deletedToEvents(update.item, tools);
    case 'callback_query':
    case 'inline_query':
    case 'chosen_inline_result':
    case 'poll_answer':
      return [queryToEvent(update, tools)];
    case 'my_chat_member':
      return [myChatMemberToEvent(update.item, tools)];
    case 'chat_member':
      return chatMemberToEvents(update.item, tools);
    case 'message_reaction':
      return reactionToEvents(update.item, tools);
    case 'other':
      return [tools.ignore(update.name)];
  }
};
