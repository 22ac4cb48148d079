/** Somebody on WhatsApp, by the ids that a webhook gives of them. */
export interface WhatsAppPerson {
  /** The number without its plus; absent of people who only show a user name. */
  readonly waId?: string | null | undefined;
  /** The id that a person has for one business alone: `US.13491208655302741918`. */
  readonly userId?: string | null | undefined;
}

/** A number in E.164. WhatsApp writes numbers without the plus; what is no number stays as it is. */
export const addressOf = (waId: string): string => (isNumber(waId) ? `+${waId}` : waId);

/** E.164, for a customer's `phone`; undefined for what is no number. */
export const phoneOf = (waId: string | null | undefined): string | undefined =>
  waId && isNumber(waId) ? `+${waId}` : undefined;

/** Where somebody can be written to: their number, else their user id. */
export const conversationOf = ({ waId, userId }: WhatsAppPerson): string | undefined =>
  waId ? addressOf(waId) : userId || undefined;

/**
 * How a request names its recipient: a number, a user id, or else a group.
 *
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export const recipientOf = (
  conversationId: string,
): { readonly recipient_type: 'individual' | 'group'; readonly to?: string; readonly recipient?: string } => {
  const digits = conversationId.replace(/^\+/, '');
  if (isNumber(digits)) return { recipient_type: 'individual', to: digits };
  if (/^[A-Z]{2}\.[\w.]{1,160}$/.test(conversationId))
    return { recipient_type: 'individual', recipient: conversationId };
  return { recipient_type: 'group', to: conversationId };
};

const isNumber = (text: string): boolean => /^[1-9]\d{1,14}$/.test(text);
