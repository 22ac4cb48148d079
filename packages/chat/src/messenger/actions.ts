import type { Implement } from '@touchline/core';
import { markRead, sendMessage } from '../contract.ts';
import { type MessagingRules, messagingBody } from '../meta/messaging/message-body.ts';
import { postMessage, senderAction } from '../meta/messaging/send.ts';
import { notSupported } from '../not-supported.ts';
import type { MessengerSettings } from './config.ts';

/** What Messenger can do of the contract of chats: a page can neither edit nor take back, and reacts to nothing. */
export const actions = (implement: Implement<MessengerSettings>) => ({
  sendMessage: implement(sendMessage, (input, context) => {
    const { conversationId, threadId, replyToMessageId, ...content } = input;
    if (threadId !== undefined) throw notSupported('messenger', 'threadId', 'Messenger has no threads');
    const addressed = { accountId: context.config.pageId, conversationId, replyToMessageId };
    return postMessage(addressed, messagingBody(content, rules), context);
  }),

  markRead: implement(markRead, async ({ conversationId, messageId }, context) => {
    const addressed = { accountId: context.config.pageId, conversationId };
    await senderAction(addressed, { sender_action: 'mark_seen' }, context);
    return { messageId, conversationId };
  }),
});

/** https://developers.facebook.com/docs/messenger-platform/reference/send-api#message */
const rules: MessagingRules = {
  connector: 'messenger',
  tooLong: (text) => (text.length > 2_000 ? 'more than 2000 characters' : undefined),
};
