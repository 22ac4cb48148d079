import { timeOf } from '../../meta/time.ts';
import { addressOf } from '../address.ts';
import type { WhatsAppCall } from '../payload/call.ts';
import type { WhatsAppStatus } from '../payload/status.ts';
import type { WhatsAppContext } from '../payload.ts';
import { draftOf, ourAddress, personOf } from './draft-parts.ts';
import type { WhatsAppResult, WhatsAppTools } from './map-tools.ts';

/**
 * The beginning or the end of a call over WhatsApp.
 *
 * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference
 */
export const callToEvent = (
  call: WhatsAppCall,
  context: WhatsAppContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const direction = call.direction === 'BUSINESS_INITIATED' ? 'outbound' : 'inbound';
  const theirs =
    direction === 'inbound'
      ? { waId: call.from, userId: call.from_user_id }
      : { waId: call.to, userId: call.to_user_id };
  const person = personOf(theirs, context);
  const ours = ourAddress(context) ?? 'unknown';
  const side = (id: string | null | undefined, other: string): string => (id ? addressOf(id) : other);
  const draft = { ...draftOf(`${call.id}:${call.event}`, call.timestamp, context, tools), subject: call.id };
  const data = {
    ...(person && { customer: person.customer }),
    callId: call.id,
    from: side(call.from, direction === 'inbound' ? (person?.address ?? 'anonymous') : ours),
    to: side(call.to, direction === 'outbound' ? (person?.address ?? 'anonymous') : ours),
    direction,
  } as const;
  if (call.event === 'connect') return tools.event('call.initiated', { ...draft, data });
  if (call.event !== 'terminate') return tools.ignore(`calls (${call.event})`);
  if (call.duration || call.start_time)
    return tools.event('call.completed', { ...draft, data: { ...data, ...timesOf(call, tools) } });
  const statuses = [call.status ?? []].flat();
  return statuses.includes('FAILED')
    ? tools.event('call.failed', { ...draft, data })
    : tools.event('call.no_answer', { ...draft, data });
};

const timesOf = ({ duration, start_time, end_time }: WhatsAppCall, { receivedAt }: WhatsAppTools) => ({
  ...(typeof duration === 'number' && { durationSeconds: duration }),
  ...(start_time && { answeredAt: timeOf(receivedAt, start_time) }),
  ...(end_time && { endedAt: timeOf(receivedAt, end_time) }),
});

/** What became of a call of ours: it rings, was taken, or was turned away. */
export const callStatusToEvent = (
  status: WhatsAppStatus,
  context: WhatsAppContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const person = personOf({ waId: status.recipient_id, userId: status.recipient_user_id }, context);
  const from = ourAddress(context);
  if (!person || !from) return tools.ignore(`call status (${status.status}, of nobody)`);
  const draft = {
    ...draftOf(`${status.id}:${status.status}`, status.timestamp, context, tools),
    subject: status.id,
  };
  const data = {
    customer: person.customer,
    callId: status.id,
    from,
    to: person.address,
    direction: 'outbound',
  } as const;
  switch (status.status) {
    case 'RINGING':
      return tools.event('call.ringing', { ...draft, data });
    case 'ACCEPTED':
      return tools.event('call.answered', { ...draft, data: { ...data, answeredAt: draft.time } });
    case 'REJECTED':
      return tools.event('call.busy', { ...draft, data });
    default:
      return tools.ignore(`call status (${status.status})`);
  }
};
