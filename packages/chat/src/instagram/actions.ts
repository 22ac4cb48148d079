import type { Implement } from '@touchline/core';
import { addReaction, markRead, removeReaction, sendMessage } from '../contract.ts';
import { type MessagingRules, messagingBody } from '../meta/messaging/message-body.ts';
import { postMessage, senderAction } from '../meta/messaging/send.ts';
import { notSupported } from '../not-supported.ts';
import type { InstagramSettings } from './config.ts';

/** What Instagram can do of the contract of chats: an account can neither edit nor take back through the API. */
export const actions = (implement: Implement<InstagramSettings>) => ({
  sendMessage: implement(sendMessage, (input, context) => {
    const { conversationId, threadId, replyToMessageId, ...content } = input;
    if (threadId !== undefined) throw notSupported('instagram', 'threadId', 'Instagram has no threads');
    const addressed = { accountId: context.config.accountId, conversationId, replyToMessageId };
    return postMessage(addressed, messagingBody(content, rules), context);
  }),

  addReaction: implement(addReaction, async ({ conversationId, messageId, emoji }, context) => {
    requireLove(emoji);
    const addressed = { accountId: context.config.accountId, conversationId };
    const payload = { message_id: messageId, reaction: 'love' };
    await senderAction(addressed, { sender_action: 'react', payload }, context);
    return { messageId, conversationId };
  }),

  removeReaction: implement(removeReaction, async ({ conversationId, messageId, emoji }, context) => {
    requireLove(emoji);
    const addressed = { accountId: context.config.accountId, conversationId };
    const payload = { message_id: messageId };
    await senderAction(addressed, { sender_action: 'unreact', payload }, context);
    return { messageId, conversationId };
  }),

  markRead: implement(markRead, async ({ conversationId, messageId }, context) => {
    const addressed = { accountId: context.config.accountId, conversationId };
    await senderAction(addressed, { sender_action: 'mark_seen' }, context);
    return { messageId, conversationId };
  }),
});

/** https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message#send-a-reaction */
const requireLove = (emoji: string): void => {
  if (!/^(?:love|\u2764\ufe0f?)$/.test(emoji))
    throw notSupported('instagram', 'emoji', 'an account can only react with a heart');
};

/** https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message#send-a-basic-message */
const rules: MessagingRules = {
  connector: 'instagram',
  tooLong: (text) => (Buffer.byteLength(text) > 1_000 ? 'more than 1000 bytes of UTF-8' : undefined),
};
