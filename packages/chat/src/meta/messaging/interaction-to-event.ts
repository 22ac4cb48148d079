import type { InteractionReceived } from '@touchline/core';
import { readButtonPayload } from '../../button-payload.ts';
import { draftOf, type MessagingResult, type MessagingTools, personOf } from './map-tools.ts';
import type { MessagingEventOf, MessagingReferral } from './payload.ts';

/** A quick reply that was pressed: a message to the channel, and the press of a button to us. */
export const quickReplyToEvent = (
  event: MessagingEventOf<'message'>,
  payload: string,
  tools: MessagingTools,
): MessagingResult => {
  const { mid, text, reply_to: reply } = event.message;
  return interaction(mid, event, tools, {
    kind: 'button',
    ...pressed(payload, text),
    ...(reply?.mid && { messageId: reply.mid }),
  });
};

/**
 * A button of a template or of the menu, or Get Started.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_postbacks
 */
export const postbackToEvent = (
  event: MessagingEventOf<'postback'>,
  tools: MessagingTools,
): MessagingResult => {
  const { mid, payload, title, referral } = event.postback;
  const id = mid || `postback:${event.sender.id}:${event.timestamp ?? ''}`;
  const fields = fieldsOf(referral);
  return interaction(id, event, tools, {
    kind: 'postback',
    ...pressed(payload || title || '', title),
    ...(fields && { fields }),
  });
};

/**
 * Somebody came to the conversation by a link, an advertisement or a code.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messaging_referrals
 */
export const referralToEvent = (
  event: MessagingEventOf<'referral'>,
  tools: MessagingTools,
): MessagingResult => {
  const { ref, source } = event.referral;
  const fields = fieldsOf(event.referral);
  return interaction(`referral:${event.sender.id}:${event.timestamp ?? ''}`, event, tools, {
    kind: 'referral',
    ...(ref && { name: ref.slice(0, 1_024) }),
    ...(source && { value: source }),
    ...(fields && { fields }),
  });
};

type Details = Pick<InteractionReceived, 'kind' | 'name' | 'value' | 'fields' | 'messageId'>;

const interaction = (
  id: string,
  { sender, timestamp }: MessagingEventOf<'message' | 'postback' | 'referral'>,
  tools: MessagingTools,
  details: Details,
): MessagingResult =>
  tools.event('interaction.received', {
    ...draftOf(id, timestamp, tools),
    subject: id,
    data: { ...personOf(sender.id, tools), interactionId: id, from: { id: sender.id }, ...details },
  });

/** `value` is that of our button, else what stood on what was pressed. */
const pressed = (payload: string, title: string | null | undefined): Pick<Details, 'name' | 'value'> => {
  const meaning = readButtonPayload(payload);
  const value = meaning.value ?? title;
  return { name: meaning.name.slice(0, 1_024), ...(value && { value }) };
};

const fieldsOf = (referral: MessagingReferral | null | undefined): Record<string, string> | undefined => {
  const { ref, source, type, ad_id } = referral ?? {};
  const fields = Object.entries({ ref, source, type, ad_id }).flatMap(([name, value]): [string, string][] =>
    value ? [[name, value]] : [],
  );
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
};
