import { type ActionContext, TouchlineError } from '@touchline/core';
import type { z } from 'zod';
import { acceptingAlready } from '../../accepting-already.ts';
import type { EditMessageOutput, editMessage } from '../../contract.ts';
import { notSupported } from '../../not-supported.ts';
import type { TelegramSettings } from '../config.ts';
import { call, chatIdOf, numberOf } from './call.ts';
import { keyboardOf, within } from './message-call.ts';
import { telegramPartsOf } from './native-message.ts';

/**
 * Replaces the words and the buttons of a message; where it is a file, those of its caption. The file stays.
 *
 * @see https://core.telegram.org/bots/api#editmessagetext https://core.telegram.org/bots/api#editmessagecaption
 */
export const runEditMessage = async (
  { conversationId, messageId, ...content }: z.output<typeof editMessage.input>,
  context: ActionContext<TelegramSettings>,
): Promise<EditMessageOutput> => {
  const { text, format, attachments = [], buttons = [], native } = content;
  if (attachments.length > 0)
    throw notSupported('telegram', 'attachments', 'a message keeps the file it was sent with');
  const { parse_mode, reply_markup = keyboardOf(buttons), link_preview_options } = telegramPartsOf(native);
  const message = {
    chat_id: chatIdOf(conversationId),
    message_id: numberOf('messageId', messageId),
    ...(reply_markup && { reply_markup }),
  };
  const isMarkdown = format === 'markdown' && parse_mode === undefined;
  const words = isMarkdown
    ? { rich_message: { markdown: text } }
    : {
        text: within(text, 4_096),
        ...(parse_mode && { parse_mode }),
        ...(link_preview_options && { link_preview_options }),
      };
  await acceptingAlready('message_not_modified', async () => {
    try {
      await call('editMessageText', { ...message, ...words }, context);
    } catch (thrown) {
      if (!TouchlineError.isInstance(thrown) || thrown.vendorCode !== 'message_without_text') throw thrown;
      if (isMarkdown)
        throw notSupported('telegram', 'format', 'a file has a caption, which knows no CommonMark');
      const caption = { caption: within(text, 1_024), ...(parse_mode && { parse_mode }) };
      await call('editMessageCaption', { ...message, ...caption }, context);
    }
  });
  return { messageId, conversationId };
};
