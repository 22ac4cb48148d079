import { type ActionContext, urlPath } from '@touchline/core';
import { z } from 'zod';
import type { SendMessageOutput } from '../../contract.ts';
import type { AppSettings } from '../app-config.ts';
import { proofOf } from '../graph.ts';
import type { MessagingBody } from './message-body.ts';

type Context = ActionContext<AppSettings>;

/** To whom, from which account, and what it answers. */
export interface Addressed {
  readonly accountId: string;
  readonly conversationId: string;
  readonly replyToMessageId?: string | undefined;
}

/**
 * Posts a message. Meta knows no idempotency key, and no call finds a message by ours: a lost answer stays ambiguous.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/reference/send-api
 */
export const postMessage = async (
  { accountId, conversationId, replyToMessageId }: Addressed,
  message: MessagingBody,
  { config, http, signal }: Context,
): Promise<SendMessageOutput> => {
  const { body } = await http.post(urlPath`/${accountId}/messages`, {
    query: proofOf({ config }),
    json: {
      recipient: { id: conversationId },
      ...message,
      ...(replyToMessageId && { reply_to: { mid: replyToMessageId } }),
    },
    response: z.object({ message_id: z.string() }),
    operation: 'messages',
    signal,
  });
  return { messageId: body.message_id, conversationId };
};

/**
 * Does something in a conversation that is no message, and is the same however often it is done: `mark_seen`, `react`.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/send-messages/sender-actions
 */
export const senderAction = async (
  { accountId, conversationId }: Addressed,
  action: { readonly sender_action: string; readonly payload?: object },
  { config, http, signal }: Context,
): Promise<void> => {
  await http.post(urlPath`/${accountId}/messages`, {
    query: proofOf({ config }),
    json: { recipient: { id: conversationId }, ...action },
    response: z.object({ recipient_id: z.unknown() }),
    operation: action.sender_action,
    idempotent: true,
    signal,
  });
};
