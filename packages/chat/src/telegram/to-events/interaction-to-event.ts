import type { InteractionReceived } from '@touchline/core';
import { readButtonPayload } from '../../button-payload.ts';
import type { TelegramMessage } from '../payload/message.ts';
import type { TelegramUser } from '../payload/people.ts';
import type { TelegramUpdateOf } from '../payload.ts';
import {
  messageSubject,
  participantOf,
  personOf,
  type TelegramDraft,
  type TelegramResult,
  type TelegramTools,
} from './map-tools.ts';

type Query = TelegramUpdateOf<'callback_query' | 'inline_query' | 'chosen_inline_result' | 'poll_answer'>;

/** A button, a query typed behind the bot's name, a result chosen from it, or a vote. */
export const queryToEvent = (update: Query, tools: TelegramTools): TelegramResult => {
  switch (update.kind) {
    case 'callback_query': {
      const { id, from, data, game_short_name, message, inline_message_id } = update.item;
      const pressed = data ? readButtonPayload(data) : { name: game_short_name ?? '' };
      const messageId = message?.message_id ?? inline_message_id;
      return interaction(id, from, tools.draft(undefined), tools, {
        kind: 'button',
        ...pressed,
        ...(message && { conversationId: message.chat.id }),
        ...(messageId && { messageId }),
        triggerId: id,
      });
    }
    case 'inline_query': {
      const { id, from, query } = update.item;
      return interaction(id, from, tools.draft(undefined), tools, { kind: 'inline_query', value: query });
    }
    case 'chosen_inline_result': {
      const { result_id, from, query, inline_message_id } = update.item;
      return interaction(update.update_id, from, tools.draft(undefined), tools, {
        kind: 'inline_result',
        name: result_id.slice(0, 1_024),
        value: query,
        ...(inline_message_id && { messageId: inline_message_id }),
      });
    }
    case 'poll_answer': {
      const { poll_id, user, option_ids } = update.item;
      if (!user) return tools.ignore('poll_answer (of a chat)');
      return interaction(update.update_id, user, tools.draft(undefined), tools, {
        kind: 'poll',
        name: poll_id,
        fields: { option_ids },
      });
    }
  }
};

/** What a web app sent when it was closed. */
export const webAppToEvent = (
  { message_id, chat, date, from }: TelegramMessage,
  { data, button_text }: NonNullable<TelegramMessage['web_app_data']>,
  tools: TelegramTools,
): TelegramResult => {
  if (!from) return tools.ignore('message (web_app_data)');
  const id = messageSubject(chat.id, message_id);
  return interaction(id, from, tools.draft(date), tools, {
    kind: 'dialog',
    ...(button_text && { name: button_text.slice(0, 1_024) }),
    value: data,
    conversationId: chat.id,
  });
};

type Details = Pick<
  InteractionReceived,
  'kind' | 'name' | 'value' | 'fields' | 'conversationId' | 'messageId' | 'triggerId'
>;

const interaction = (
  interactionId: string,
  from: TelegramUser,
  draft: TelegramDraft,
  tools: TelegramTools,
  details: Details,
): TelegramResult =>
  tools.event('interaction.received', {
    ...draft,
    subject: interactionId,
    data: { ...personOf(from), interactionId, channel: 'telegram', from: participantOf(from), ...details },
  });
