import type { MessagingAccount } from './sandbox.ts';

interface ByPerson {
  /** The id by which the account knows the person. */
  readonly from: string;
}

/** What happens in the channel. */
export type MessagingWebhookInput =
  | ({ readonly kind: 'message'; readonly text: string; readonly replyToMessageId?: string } & ByPerson)
  | ({ readonly kind: 'quick_reply'; readonly text: string; readonly payload: string } & ByPerson)
  | ({ readonly kind: 'postback'; readonly title: string; readonly payload: string } & ByPerson)
  | ({
      readonly kind: 'reaction' | 'reaction_removal';
      readonly messageId: string;
      readonly emoji: string;
    } & ByPerson)
  | ({ readonly kind: 'deletion'; readonly messageId: string } & ByPerson)
  | ({
      readonly kind: 'delivery';
      readonly messageIds: readonly string[];
      readonly upToMs: number;
    } & ByPerson)
  | ({ readonly kind: 'read'; readonly upToMs: number } & ByPerson)
  | { readonly kind: 'challenge'; readonly verifyToken: string; readonly challenge: string }
  /** Any messaging event, without its batch. */
  | { readonly kind: 'event'; readonly event: object }
  /** Any JSON, as it is. */
  | { readonly kind: 'json'; readonly body: unknown };

/** The body that Meta would post. */
export const bodyOf = (
  webhook: Exclude<MessagingWebhookInput, { readonly kind: 'challenge' }>,
  account: MessagingAccount,
): unknown => {
  if (webhook.kind === 'json') return webhook.body;
  const nowMs = account.clock.now();
  const event =
    webhook.kind === 'event'
      ? webhook.event
      : {
          sender: { id: webhook.from },
          recipient: { id: account.accountId },
          timestamp: nowMs,
          ...partOf(webhook, account),
        };
  return { object: account.object, entry: [{ id: account.accountId, time: nowMs, messaging: [event] }] };
};

type OfPerson = Extract<MessagingWebhookInput, ByPerson>;

/** https://developers.facebook.com/docs/messenger-platform/reference/webhook-events */
const partOf = (webhook: OfPerson, { nextId }: MessagingAccount): object => {
  switch (webhook.kind) {
    case 'message': {
      const reply = webhook.replyToMessageId;
      return { message: { mid: nextId(), text: webhook.text, ...(reply && { reply_to: { mid: reply } }) } };
    }
    case 'quick_reply':
      return { message: { mid: nextId(), text: webhook.text, quick_reply: { payload: webhook.payload } } };
    case 'postback':
      return { postback: { mid: nextId(), title: webhook.title, payload: webhook.payload } };
    case 'reaction':
    case 'reaction_removal': {
      const action = webhook.kind === 'reaction' ? 'react' : 'unreact';
      return { reaction: { mid: webhook.messageId, action, emoji: webhook.emoji, reaction: 'other' } };
    }
    case 'deletion':
      return { message: { mid: webhook.messageId, is_deleted: true } };
    case 'delivery':
      return { delivery: { mids: webhook.messageIds, watermark: webhook.upToMs } };
    case 'read':
      return { read: { watermark: webhook.upToMs } };
  }
};
