import type { WhatsAppNumber } from './number.ts';

interface ByPerson {
  /** The person's number, in E.164. */
  readonly from: string;
  readonly name?: string;
}

/** What happens on WhatsApp. */
export type WhatsAppWebhookInput =
  | ({ readonly kind: 'message'; readonly text: string; readonly replyToMessageId?: string } & ByPerson)
  | ({ readonly kind: 'image'; readonly mediaId: string; readonly caption?: string } & ByPerson)
  | ({ readonly kind: 'reaction'; readonly messageId: string; readonly emoji?: string } & ByPerson)
  | ({
      readonly kind: 'button' | 'list';
      readonly messageId: string;
      readonly id: string;
      readonly title: string;
    } & ByPerson)
  | {
      readonly kind: 'status';
      readonly messageId: string;
      readonly status: 'sent' | 'delivered' | 'read' | 'played' | 'failed' | 'deleted';
      /** The person's number, in E.164. */
      readonly to: string;
      /** What the message was sent with as `biz_opaque_callback_data`. */
      readonly key?: string;
      readonly errorCode?: number;
    }
  | ({ readonly kind: 'preference'; readonly value: 'stop' | 'resume' } & ByPerson)
  | { readonly kind: 'challenge'; readonly verifyToken: string; readonly challenge: string }
  /** Any value of any field. */
  | { readonly kind: 'change'; readonly field: string; readonly value: object }
  /** Any JSON, as it is. */
  | { readonly kind: 'json'; readonly body: unknown };

/** The body that Meta would post. */
export const bodyOf = (
  webhook: Exclude<WhatsAppWebhookInput, { readonly kind: 'challenge' }>,
  number: WhatsAppNumber,
): unknown => {
  switch (webhook.kind) {
    case 'json':
      return webhook.body;
    case 'change':
      return changed(webhook.field, webhook.value, number);
    case 'status':
      return changed('messages', { ...metadataOf(number), statuses: [statusOf(webhook, number)] }, number);
    case 'preference': {
      const preference = {
        wa_id: bare(webhook.from),
        detail: `User requested to ${webhook.value} marketing messages`,
        category: 'marketing_messages',
        value: webhook.value,
        timestamp: secondsOf(number),
      };
      return changed(
        'user_preferences',
        { ...metadataOf(number), ...contactsOf(webhook), user_preferences: [preference] },
        number,
      );
    }
    default:
      return changed(
        'messages',
        { ...metadataOf(number), ...contactsOf(webhook), messages: [messageOf(webhook, number)] },
        number,
      );
  }
};

type Of<Kind extends WhatsAppWebhookInput['kind']> = Extract<WhatsAppWebhookInput, { readonly kind: Kind }>;

const changed = (field: string, value: object, { businessAccountId }: WhatsAppNumber): object => ({
  object: 'whatsapp_business_account',
  entry: [{ id: businessAccountId, changes: [{ value, field }] }],
});

const metadataOf = ({ displayPhoneNumber, phoneNumberId }: WhatsAppNumber): object => ({
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: displayPhoneNumber, phone_number_id: phoneNumberId },
});

const contactsOf = ({ from, name }: ByPerson): object => ({
  contacts: [{ profile: { name: name ?? 'Ada Lovelace' }, wa_id: bare(from) }],
});

const bare = (number: string): string => number.replace(/^\+/, '');

const secondsOf = ({ clock }: WhatsAppNumber): number => Math.floor(clock.now() / 1_000);

/** https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples */
const messageOf = (
  webhook: Of<'message' | 'image' | 'reaction' | 'button' | 'list'>,
  number: WhatsAppNumber,
): object => {
  const base = { from: bare(webhook.from), id: number.nextId(), timestamp: String(secondsOf(number)) };
  switch (webhook.kind) {
    case 'message': {
      const reply = webhook.replyToMessageId;
      const context = reply && { context: { from: number.displayPhoneNumber, id: reply } };
      return { ...context, ...base, text: { body: webhook.text }, type: 'text' };
    }
    case 'image': {
      const image = { mime_type: 'image/jpeg', sha256: '0'.repeat(64), id: webhook.mediaId };
      return {
        ...base,
        type: 'image',
        image: { ...image, ...(webhook.caption && { caption: webhook.caption }) },
      };
    }
    case 'reaction': {
      const reaction = { message_id: webhook.messageId, ...(webhook.emoji && { emoji: webhook.emoji }) };
      return { ...base, type: 'reaction', reaction };
    }
    default: {
      const type = webhook.kind === 'button' ? 'button_reply' : 'list_reply';
      const chosen = { id: webhook.id, title: webhook.title };
      const context = { from: number.displayPhoneNumber, id: webhook.messageId };
      return { context, ...base, type: 'interactive', interactive: { type, [type]: chosen } };
    }
  }
};

const statusOf = (
  { messageId, status, to, key, errorCode = 131026 }: Of<'status'>,
  number: WhatsAppNumber,
): object => ({
  id: messageId,
  status,
  timestamp: String(secondsOf(number)),
  recipient_id: bare(to),
  ...(key && { biz_opaque_callback_data: key }),
  ...(status === 'failed' && {
    errors: [
      {
        code: errorCode,
        title: 'Message undeliverable',
        message: 'Message undeliverable',
        error_data: { details: 'The message could not be delivered.' },
      },
    ],
  }),
});
