import { present } from '../../present.ts';
import { webUrlOf } from '../../web-url.ts';
import type { TelnyxPayload } from '../payload.ts';
import { customerOf, type TelnyxResult, type TelnyxTools, timesOf } from './event-parts.ts';

type MessageWebhook = TelnyxPayload<'message'>;
type Party = MessageWebhook['payload']['to'][number];

/** Someone wrote; or a message of yours left, or its fate is known, for each of its recipients. */
export const messageToEvents = (webhook: MessageWebhook, tools: TelnyxTools): readonly TelnyxResult[] => {
  if (webhook.event_type === 'message.received') return receivedToEvents(webhook, tools);
  const { to, cc } = webhook.payload;
  const recipients = [...to, ...(cc ?? [])];
  return recipients.map((recipient, index) =>
    recipientToEvent(webhook, recipient, index === 0 ? webhook.id : `${webhook.id}:${index}`, tools),
  );
};

/**
 * Someone wrote; by doing so they may have opted out or in. Telnyx does not say so in the webhook: a message that is one of its
 * keywords, and nothing else, is one. Keywords of your own (Advanced Opt-In/Out) are not known here.
 *
 * @see https://developers.telnyx.com/docs/messaging/messages/advanced-opt-in-out
 */
const receivedToEvents = (
  { id, occurred_at, payload }: MessageWebhook,
  { event, receivedAt }: TelnyxTools,
): readonly TelnyxResult[] => {
  const address = payload.from.phone_number.slice(0, 512);
  const customer = customerOf(address);
  const text = payload.text || undefined;
  const draft = { ...timesOf(occurred_at, receivedAt), subject: payload.id };
  const attachments = (payload.media ?? []).map(({ url, content_type, size }) =>
    present({ url: webUrlOf(url), contentType: content_type?.slice(0, 256), sizeBytes: size ?? undefined }),
  );
  const received = event('message.received', {
    ...draft,
    id,
    data: present({
      customer,
      messageId: payload.id,
      channel: 'sms',
      conversationId: address,
      from: { id: address },
      to: payload.to[0]?.phone_number.slice(0, 512),
      text,
      attachments: attachments.length > 0 ? attachments : undefined,
    }),
  });
  const choice = choices[text?.trim().replace(/\s+/g, ' ').toLowerCase() ?? ''];
  if (choice === undefined) return [received];
  const data = present({ customer, channel: 'sms', address, method: 'keyword', text });
  return [received, event(choice, { ...draft, id: `${id}:${choice}`, data })];
};

const choices: Readonly<Record<string, 'contact.opted_out' | 'contact.opted_in' | undefined>> = {
  __proto__: null as never,
  stop: 'contact.opted_out',
  stopall: 'contact.opted_out',
  'stop all': 'contact.opted_out',
  unsubscribe: 'contact.opted_out',
  cancel: 'contact.opted_out',
  end: 'contact.opted_out',
  quit: 'contact.opted_out',
  start: 'contact.opted_in',
  unstop: 'contact.opted_in',
};

/** `delivery_unconfirmed` is no news: the carrier tells nothing. */
const recipientToEvent = (
  { event_type, occurred_at, payload }: MessageWebhook,
  recipient: Party,
  id: string,
  { event, ignore, receivedAt }: TelnyxTools,
): TelnyxResult => {
  const address = recipient.phone_number.slice(0, 512);
  const message = present({
    customer: customerOf(address),
    messageId: payload.id,
    channel: 'sms',
    conversationId: address,
    to: address,
  });
  const draft = { ...timesOf(occurred_at, receivedAt), id, subject: payload.id };
  switch (recipient.status) {
    case 'sent':
      if (event_type !== 'message.sent') break;
      return event('message.sent', {
        ...draft,
        data: present({ ...message, from: payload.from.phone_number.slice(0, 512) }),
      });
    case 'delivered':
      return event('message.delivered', { ...draft, data: message });
    case 'sending_failed':
    case 'delivery_failed':
    case 'expired': {
      const [error] = payload.errors ?? [];
      const failure = present({
        code: error?.code ?? recipient.status,
        message: error?.detail ?? error?.title,
      });
      return event('message.failed', { ...draft, data: present({ ...message, failure }) });
    }
  }
  return ignore(`${event_type}.${(recipient.status ?? 'unknown').slice(0, 64)}`);
};
