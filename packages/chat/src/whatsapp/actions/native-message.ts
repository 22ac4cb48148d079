import { z } from 'zod';
import { nativePartsOf } from '../../native-parts.ts';

/**
 * WhatsApp's own message parts, as `native.whatsapp` of a message. Names and shapes are WhatsApp's; see
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
 */
export const whatsappNativeMessage = z.strictObject({
  /** A whole message in place of text, attachments and buttons: `{ type: 'audio', audio: { link: … } }`. */
  message: z.looseObject({ type: z.string().min(1) }).optional(),
  /** Shows a preview of the first link of a text. */
  preview_url: z.boolean().optional(),
  /** What opens the list that more than three buttons become. */
  list_button: z.string().min(1).max(20).optional(),
});

/** See {@link whatsappNativeMessage}. A type, not an interface, so that it fits the contract's `native`. */
export type WhatsAppNativeMessage = z.output<typeof whatsappNativeMessage>;

/**
 * Reads `native.whatsapp`.
 *
 * @throws TouchlineError `action.input_invalid` naming every path that is wrong.
 */
export const whatsappPartsOf = (
  native: Readonly<Record<string, unknown>> | undefined,
): WhatsAppNativeMessage => nativePartsOf('whatsapp', whatsappNativeMessage, native);
