import type { ActionContext } from '@touchline/core';
import { z } from 'zod';
import type { SendMessageOutput, sendMessage } from '../../contract.ts';
import type { TelegramSettings } from '../config.ts';
import { chatIdOf, numberOf } from './call.ts';
import { messageCall } from './message-call.ts';

/**
 * Sends a message. The Bot API has no idempotency key, and no method that looks into a chat: a lost answer stays ambiguous.
 *
 * @see https://core.telegram.org/bots/api#sendmessage
 */
export const runSendMessage = async (
  { conversationId, threadId, replyToMessageId, ...content }: z.output<typeof sendMessage.input>,
  { http, signal }: ActionContext<TelegramSettings>,
): Promise<SendMessageOutput> => {
  const { method, parameters } = messageCall(content);
  const { body } = await http.post(`/${method}`, {
    json: {
      chat_id: chatIdOf(conversationId),
      ...(threadId && { message_thread_id: numberOf('threadId', threadId) }),
      ...parameters,
      ...(replyToMessageId && {
        reply_parameters: { message_id: numberOf('replyToMessageId', replyToMessageId) },
      }),
    },
    response: z.object({ result: z.union([sent, z.tuple([sent], sent)]) }),
    operation: method,
    signal,
  });
  const [first] = [body.result].flat();
  return { messageId: String(first?.message_id), conversationId: String(first?.chat.id) };
};

const sent = z.object({ message_id: z.int(), chat: z.object({ id: z.int() }) });
