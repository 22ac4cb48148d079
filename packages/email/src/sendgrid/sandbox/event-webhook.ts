import type { WebhookRequest } from '@touchline/core';
import type { SandboxMessage } from './sandbox-message.ts';

/** An event for the Event Webhook: its kind, the e-mail it is about, and whatever else it shall say. */
export interface SendgridWebhookInput {
  /** SendGrid's kind: `delivered`, `bounce`, `group_unsubscribe`, …. */
  readonly event: string;
  /** The id that the send gave. */
  readonly messageId: string;
  /** Default: the e-mail's first recipient. */
  readonly email?: string;
  /** Further fields of the payload; they win over the usual ones. `undefined` leaves a field out. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Where a webhook goes. */
export interface SendgridWebhookTarget {
  readonly url: string;
}

/**
 * Builds the unsigned request of the Event Webhook, in the shape of
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event.
 */
export const eventWebhook = (
  events: readonly SendgridWebhookInput[],
  { url }: SendgridWebhookTarget,
  context: {
    readonly messages: ReadonlyMap<string, SandboxMessage>;
    readonly nextEventId: (kind: string, messageId: string) => string;
    readonly nowSeconds: number;
  },
): WebhookRequest => {
  const payload = events.map(({ event, messageId, email, fields }) => {
    const message = context.messages.get(messageId);
    return {
      email: email ?? message?.recipients[0] ?? 'ada@example.com',
      timestamp: context.nowSeconds,
      'smtp-id': `<${messageId}@geopod-ismtpd-1>`,
      event,
      ...(message?.categories && { category: message.categories }),
      ...message?.customArgs,
      sg_event_id: context.nextEventId(event, messageId),
      sg_message_id: `${messageId}.recvd-5f54b5d587-pczjm-1-67BADEEA-6.0`,
      ...usualFields[event],
      ...fields,
    };
  });
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'SendGrid Event API' },
    // The line break at the end is SendGrid's, and signed.
    rawBody: Buffer.from(`${JSON.stringify(payload)}\r\n`),
  };
};

const reader = { useragent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', ip: '203.0.113.42' };

const usualFields: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  deferred: { response: '451 4.7.1 Greylisted, try again later', attempt: '2', tls: 0 },
  delivered: { response: '250 OK', ip: '198.51.100.7', tls: 1 },
  bounce: {
    type: 'bounce',
    status: '5.1.1',
    reason: '550 5.1.1 The email account that you tried to reach does not exist.',
    bounce_classification: 'Invalid Address',
    ip: '198.51.100.7',
    tls: 1,
  },
  dropped: { reason: 'Bounced Address', status: '5.0.0' },
  open: { ...reader, sg_machine_open: false, sg_content_type: 'html' },
  click: { ...reader, url: 'https://shop.example.com/orders/1042', url_offset: { index: 0, type: 'html' } },
  group_unsubscribe: { ...reader, url: 'https://shop.example.com/', asm_group_id: 10 },
  group_resubscribe: { ...reader, url: 'https://shop.example.com/', asm_group_id: 10 },
};
