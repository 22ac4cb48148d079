import { z } from 'zod';

/**
 * The channel's own message parts, as `native.messenger` or `native.instagram` of a message. Names and shapes are Meta's; see
 * https://developers.facebook.com/docs/messenger-platform/reference/send-api
 */
export const messagingNativeMessage = z.strictObject({
  /** A whole message in place of text, attachments and buttons: `{ attachment: { type: 'video', payload: { url } } }`. */
  message: z.looseObject({}).optional(),
  /** Default `RESPONSE`. With a `tag` it is `MESSAGE_TAG`. */
  messaging_type: z.enum(['RESPONSE', 'UPDATE', 'MESSAGE_TAG']).optional(),
  /** What allows a message beyond 24 hours after the person last wrote: `HUMAN_AGENT`, …. */
  tag: z.string().min(1).max(64).optional(),
  /** Another name and picture than the page's. Messenger only. */
  persona_id: z.string().min(1).max(64).optional(),
});

/** See {@link messagingNativeMessage}. A type, not an interface, so that it fits the contract's `native`. */
export type MessagingNativeMessage = z.output<typeof messagingNativeMessage>;
