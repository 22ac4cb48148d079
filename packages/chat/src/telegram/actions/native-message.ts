import { z } from 'zod';
import { nativePartsOf } from '../../native-parts.ts';

/**
 * Telegram's own message parts, as `native.telegram` of a message. Names and shapes are Telegram's; see
 * https://core.telegram.org/bots/api#sendmessage
 */
export const telegramNativeMessage = z.strictObject({
  /** Reads the text as this markup of Telegram's; `format` is then not looked at. */
  parse_mode: z.enum(['HTML', 'MarkdownV2', 'Markdown']).optional(),
  link_preview_options: z.looseObject({}).optional(),
  disable_notification: z.boolean().optional(),
  protect_content: z.boolean().optional(),
  message_effect_id: z.string().min(1).max(64).optional(),
  /** Writes for a business that the bot is connected to. */
  business_connection_id: z.string().min(1).max(256).optional(),
  /** Another keyboard in place of `buttons`. */
  reply_markup: z.looseObject({}).optional(),
});

/** See {@link telegramNativeMessage}. A type, not an interface, so that it fits the contract's `native`. */
export type TelegramNativeMessage = z.output<typeof telegramNativeMessage>;

/**
 * Reads `native.telegram`.
 *
 * @throws TouchlineError `action.input_invalid` naming every path that is wrong.
 */
export const telegramPartsOf = (
  native: Readonly<Record<string, unknown>> | undefined,
): TelegramNativeMessage => nativePartsOf('telegram', telegramNativeMessage, native);
