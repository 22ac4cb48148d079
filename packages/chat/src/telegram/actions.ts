import type { Implement } from '@touchline/core';
import { acceptingAlready } from '../accepting-already.ts';
import { addReaction, deleteMessage, editMessage, removeReaction, sendMessage } from '../contract.ts';
import { notSupported } from '../not-supported.ts';
import { call, chatIdOf, numberOf } from './actions/call.ts';
import { runEditMessage } from './actions/edit-message.ts';
import { getFile, runGetFile } from './actions/get-file.ts';
import { respondInteraction, runRespondInteraction } from './actions/respond-interaction.ts';
import { runSendMessage } from './actions/send-message.ts';
import { runSetWebhook, setWebhook } from './actions/set-webhook.ts';
import type { TelegramSettings } from './config.ts';

/** What Telegram can do: the contract of chats, and its own. */
export const actions = (implement: Implement<TelegramSettings>) => ({
  sendMessage: implement(sendMessage, runSendMessage),
  editMessage: implement(editMessage, runEditMessage),

  deleteMessage: implement(deleteMessage, async ({ conversationId, messageId }, context) => {
    const message = { chat_id: chatIdOf(conversationId), message_id: numberOf('messageId', messageId) };
    await acceptingAlready('message_not_found', () => call('deleteMessage', message, context));
    return { messageId, conversationId };
  }),

  addReaction: implement(addReaction, async ({ conversationId, messageId, emoji }, context) => {
    if (!/\p{Extended_Pictographic}/u.test(emoji))
      throw notSupported('telegram', 'emoji', 'Telegram takes the emoji itself, and no name');
    await call(
      'setMessageReaction',
      {
        chat_id: chatIdOf(conversationId),
        message_id: numberOf('messageId', messageId),
        // Telegram's list has emoji without the selector that keyboards put behind some of them.
        reaction: [{ type: 'emoji', emoji: emoji.replaceAll('\ufe0f', '') }],
      },
      context,
    );
    return { messageId, conversationId };
  }),

  removeReaction: implement(removeReaction, async ({ conversationId, messageId }, context) => {
    // A bot has one reaction on a message at most, so it need not be named.
    const message = { chat_id: chatIdOf(conversationId), message_id: numberOf('messageId', messageId) };
    await call('setMessageReaction', { ...message, reaction: [] }, context);
    return { messageId, conversationId };
  }),

  respondInteraction: implement(respondInteraction, runRespondInteraction),
  getFile: implement(getFile, runGetFile),
  setWebhook: implement(setWebhook, runSetWebhook),
});
