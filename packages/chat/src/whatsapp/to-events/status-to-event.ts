import { type Failure, messageStatusRank } from '@touchline/core';
import { addressOf } from '../address.ts';
import type { WhatsAppStatus } from '../payload/status.ts';
import type { WhatsAppContext } from '../payload.ts';
import { callStatusToEvent } from './call-to-event.ts';
import { draftOf, ourAddress, personOf } from './draft-parts.ts';
import type { WhatsAppResult, WhatsAppTools } from './map-tools.ts';

/**
 * How far a message of ours came. WhatsApp tells it out of order and more than once: the id is made of message and status, so a
 * repetition is known, and `sequence` is the rank of the status (see `messageStatusRank`), so that a delivery which comes
 * after the reading is known for late. The key under which the message was sent is the `correlationid`.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components#statuses-object
 */
export const statusToEvent = (
  status: WhatsAppStatus,
  context: WhatsAppContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  if (status.type === 'call') return callStatusToEvent(status, context, tools);
  const type = Object.hasOwn(types, status.status) ? types[status.status] : undefined;
  if (type === undefined) return tools.ignore(`status (${status.status})`);
  const rank = messageStatusRank(type);
  const draft = {
    ...draftOf(idOf(status), status.timestamp, context, tools),
    subject: status.id,
    ...(rank !== undefined && { sequence: String(rank) }),
    ...correlationOf(status),
  };
  const data = dataOf(status, context);
  switch (type) {
    case 'message.sent': {
      const from = ourAddress(context);
      return tools.event(type, { ...draft, data: { ...data, ...(from && { from }) } });
    }
    case 'message.delivered':
    case 'message.read':
      return tools.event(type, { ...draft, data });
    case 'message.failed': {
      const failure = failureOf(status);
      return tools.event(type, { ...draft, data: { ...data, ...(failure && { failure }) } });
    }
    case 'message.deleted': {
      const { to: _, ...gone } = data;
      return tools.event(type, { ...draft, data: gone });
    }
  }
};

/** Whoever played a voice message has read it. */
const types: Readonly<
  Record<string, 'message.sent' | 'message.delivered' | 'message.read' | 'message.failed' | 'message.deleted'>
> = {
  sent: 'message.sent',
  delivered: 'message.delivered',
  read: 'message.read',
  played: 'message.read',
  failed: 'message.failed',
  deleted: 'message.deleted',
};

/** In a group everybody has a status of their own. */
const idOf = ({
  id,
  status,
  recipient_participant_id,
  recipient_participant_user_id,
}: WhatsAppStatus): string =>
  [id, status, recipient_participant_id || recipient_participant_user_id].filter(Boolean).join(':');

const correlationOf = ({ biz_opaque_callback_data: key }: WhatsAppStatus): { correlationid?: string } =>
  key && key.length <= 4_096 && /^[\x20-\x7e]+$/.test(key) ? { correlationid: key } : {};

const dataOf = (status: WhatsAppStatus, context: WhatsAppContext) => {
  const isGroup = status.recipient_type === 'group';
  const person = personOf(
    isGroup
      ? { waId: status.recipient_participant_id, userId: status.recipient_participant_user_id }
      : { waId: status.recipient_id, userId: status.recipient_user_id },
    context,
  );
  const conversationId = isGroup ? status.recipient_id : person?.address;
  const to = status.recipient_id ? addressOf(status.recipient_id) : person?.address;
  return {
    ...(person && { customer: person.customer }),
    messageId: status.id,
    channel: 'whatsapp',
    ...(conversationId && { conversationId }),
    ...(to && { to }),
  };
};

const failureOf = ({ errors }: WhatsAppStatus): Failure | undefined => {
  const [error] = errors ?? [];
  if (!error) return undefined;
  const message = error.error_data?.details || error.message || error.title;
  return { code: String(error.code), ...(message && { message }) };
};
