import type { ActionContext, Implement } from '@touchline/core';
import { z } from 'zod';
import { acceptingAlready } from '../accepting-already.ts';
import { addReaction, deleteMessage, editMessage, removeReaction, sendMessage } from '../contract.ts';
import { emojiName } from './actions/emoji.ts';
import { json } from './actions/json-body.ts';
import { editedMessageBody } from './actions/message-body.ts';
import { respondInteraction, runRespondInteraction } from './actions/respond-interaction.ts';
import { findSentMessage, runSendMessage } from './actions/send-message.ts';
import type { SlackSettings } from './config.ts';

/** What Slack can do: the contract of chats, and its own. */
export const actions = (implement: Implement<SlackSettings>) => ({
  sendMessage: implement(sendMessage, { idempotent: 'no', run: runSendMessage, reconcile: findSentMessage }),

  editMessage: implement(editMessage, async ({ conversationId, messageId, ...content }, context) => {
    // Unlike chat.postMessage, chat.update reads names and channels into plain text unless it is told not to.
    const message = { channel: conversationId, ts: messageId, parse: 'none', ...editedMessageBody(content) };
    await call('chat.update', message, context);
    return { messageId, conversationId };
  }),

  deleteMessage: implement(deleteMessage, async ({ conversationId, messageId }, context) => {
    const message = { channel: conversationId, ts: messageId };
    await acceptingAlready('message_not_found', () => call('chat.delete', message, context));
    return { messageId, conversationId };
  }),

  addReaction: implement(addReaction, async ({ conversationId, messageId, emoji }, context) => {
    const reaction = { channel: conversationId, timestamp: messageId, name: emojiName(emoji) };
    await acceptingAlready('already_reacted', () => call('reactions.add', reaction, context));
    return { messageId, conversationId };
  }),

  removeReaction: implement(removeReaction, async ({ conversationId, messageId, emoji }, context) => {
    const reaction = { channel: conversationId, timestamp: messageId, name: emojiName(emoji) };
    await acceptingAlready('no_reaction', () => call('reactions.remove', reaction, context));
    return { messageId, conversationId };
  }),

  respondInteraction: implement(respondInteraction, runRespondInteraction),
});

/** Calls a method whose second time is as good as its first, and of whose answer nothing is needed but that it is one. */
const call = (
  method: string,
  args: object,
  { http, signal }: ActionContext<SlackSettings>,
): Promise<unknown> =>
  http.post(`/${method}`, {
    ...json(args),
    response: z.object({ ok: z.literal(true) }),
    idempotent: true,
    operation: method,
    signal,
  });
