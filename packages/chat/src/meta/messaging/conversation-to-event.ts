import { draftOf, type MessagingResult, type MessagingTools, personOf } from './map-tools.ts';
import type { MessagingEventOf } from './payload.ts';

/**
 * Another app, or a person in the inbox, has the conversation now.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/handover-protocol
 */
export const controlToEvent = (
  event: MessagingEventOf<'pass_thread_control'>,
  tools: MessagingTools,
): MessagingResult => {
  const { kind, control, timestamp, sender, recipient } = event;
  const { new_owner_app_id: now, previous_owner_app_id: before } = control;
  // The account is always one of the two.
  const person = sender.id === tools.accountId ? recipient.id : sender.id;
  return tools.event('conversation.assigned', {
    ...draftOf(`${kind}:${person}:${now ?? before ?? ''}:${timestamp ?? ''}`, timestamp, tools),
    subject: person,
    data: {
      ...personOf(person, tools),
      ...(now && { assignee: { id: now, isBot: true } }),
      ...(before && { previousAssignee: { id: before, isBot: true } }),
    },
  });
};

/**
 * Somebody agreed to be written to, or does not want it any more. `contactId` is the token that marketing messages are
 * addressed with.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_optins
 */
export const optinToEvent = (
  { optin, sender, timestamp }: MessagingEventOf<'optin'>,
  tools: MessagingTools,
): MessagingResult => {
  const isStop = optin.notification_messages_status === 'STOP_NOTIFICATIONS';
  const token = optin.notification_messages_token;
  const draft = {
    ...draftOf(`optin:${sender.id}:${isStop ? 'stop' : 'start'}:${timestamp ?? ''}`, timestamp, tools),
    subject: sender.id,
  };
  const { customer, channel } = personOf(sender.id, tools);
  const data = {
    customer,
    channel,
    address: sender.id,
    ...(optin.type === 'notification_messages' && { purpose: 'marketing' }),
    ...(token && token.length <= 1_024 && { contactId: token }),
    method: optin.type ? 'form' : 'plugin',
  };
  return isStop
    ? tools.event('contact.opted_out', { ...draft, data })
    : tools.event('contact.opted_in', { ...draft, data });
};
