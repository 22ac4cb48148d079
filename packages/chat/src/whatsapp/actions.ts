import type { Implement } from '@touchline/core';
import { addReaction, markRead, removeReaction, sendMessage } from '../contract.ts';
import { notSupported } from '../not-supported.ts';
import { getMedia, runGetMedia } from './actions/get-media.ts';
import { messageBody } from './actions/message-body.ts';
import { acknowledge, postMessage } from './actions/post-message.ts';
import { runSendTemplate, sendTemplate } from './actions/send-template.ts';
import type { WhatsAppSettings } from './config.ts';

/** What WhatsApp can do: the contract of chats but for edits and deletions, which it does not let a business do; and its own. */
export const actions = (implement: Implement<WhatsAppSettings>) => ({
  sendMessage: implement(
    sendMessage,
    ({ conversationId, threadId, replyToMessageId, ...content }, context) => {
      if (threadId !== undefined) throw notSupported('whatsapp', 'threadId', 'WhatsApp has no threads');
      const message = {
        ...messageBody(content),
        ...(replyToMessageId && { context: { message_id: replyToMessageId } }),
      };
      return postMessage(conversationId, message, context);
    },
  ),

  addReaction: implement(addReaction, async ({ conversationId, messageId, emoji }, context) => {
    if (!/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(emoji))
      throw notSupported('whatsapp', 'emoji', 'WhatsApp takes the emoji itself, and no name');
    const reaction = { type: 'reaction', reaction: { message_id: messageId, emoji } };
    await postMessage(conversationId, reaction, context, { idempotent: true });
    return { messageId, conversationId };
  }),

  removeReaction: implement(removeReaction, async ({ conversationId, messageId }, context) => {
    // A message has one reaction of ours at most, so it need not be named: an empty one takes its place.
    const reaction = { type: 'reaction', reaction: { message_id: messageId, emoji: '' } };
    await postMessage(conversationId, reaction, context, { idempotent: true });
    return { messageId, conversationId };
  }),

  markRead: implement(markRead, async ({ conversationId, messageId }, context) => {
    await acknowledge({ status: 'read', message_id: messageId }, context);
    return { messageId, conversationId };
  }),

  sendTemplate: implement(sendTemplate, runSendTemplate),
  getMedia: implement(getMedia, runGetMedia),
});
