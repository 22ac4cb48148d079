import { z } from 'zod';

/** A text that may be absent. */
export const said = z.string().nullish();

/** An id, which Telegram writes as a number of at most 52 bits. */
export const id = z.int().transform(String);

/** @see https://core.telegram.org/bots/api#user */
export const telegramUser = z.object({
  id,
  is_bot: z.boolean().nullish(),
  first_name: said,
  last_name: said,
  username: said,
});

/** See {@link telegramUser}. */
export interface TelegramUser extends z.output<typeof telegramUser> {}

/** @see https://core.telegram.org/bots/api#chat */
export const telegramChat = z.object({ id, type: z.string(), title: said, username: said });

/** See {@link telegramChat}. */
export interface TelegramChat extends z.output<typeof telegramChat> {}
