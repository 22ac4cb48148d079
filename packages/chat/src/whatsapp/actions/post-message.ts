import { type ActionContext, urlPath } from '@touchline/core';
import { z } from 'zod';
import type { SendMessageOutput } from '../../contract.ts';
import { proofOf } from '../../meta/graph.ts';
import { recipientOf } from '../address.ts';
import type { WhatsAppSettings } from '../config.ts';

type Context = ActionContext<WhatsAppSettings>;

/**
 * Posts a message. Meta knows no idempotency key, and no call finds a message by ours: a lost answer stays ambiguous. The key goes
 * along as `biz_opaque_callback_data`, which comes back as the `correlationid` of the status events: whoever looks after a dead
 * letter sees there that the message went out.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
 */
export const postMessage = async (
  conversationId: string,
  message: object,
  { config, http, idempotencyKey, signal }: Context,
  { idempotent = false }: { readonly idempotent?: boolean } = {},
): Promise<SendMessageOutput> => {
  const { body } = await http.post(urlPath`/${config.phoneNumberId}/messages`, {
    query: proofOf({ config }),
    json: {
      messaging_product: 'whatsapp',
      ...recipientOf(conversationId),
      ...message,
      biz_opaque_callback_data: idempotencyKey.slice(0, longestCallbackData),
    },
    response: z.object({ messages: z.tuple([z.object({ id: z.string() })], z.unknown()) }),
    operation: 'messages',
    idempotent,
    signal,
  });
  return { messageId: body.messages[0].id, conversationId };
};

const longestCallbackData = 512;

/** Says something about a message of theirs, which gives no new one. */
export const acknowledge = async (word: object, { config, http, signal }: Context): Promise<void> => {
  await http.post(urlPath`/${config.phoneNumberId}/messages`, {
    query: proofOf({ config }),
    json: { messaging_product: 'whatsapp', ...word },
    response: z.object({ success: z.literal(true) }),
    operation: 'messages',
    idempotent: true,
    signal,
  });
};
