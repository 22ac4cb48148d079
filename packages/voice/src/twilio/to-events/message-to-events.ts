import type { Participant, TouchpointEvents } from '@touchline/core';
import { present } from '../../present.ts';
import { webUrlOf } from '../../web-url.ts';
import { readAddress } from '../address.ts';
import type { TwilioPayload } from '../payload.ts';
import { accountOf, customerOf, type TwilioResult, type TwilioTools } from './event-parts.ts';

/**
 * Someone wrote; by doing so they may have opted out or in, or pressed a button.
 *
 * @see https://www.twilio.com/docs/messaging/guides/webhook-request
 */
export const incomingMessageToEvents = (
  payload: TwilioPayload<'incoming_message'>,
  { event, receivedAt }: TwilioTools,
): readonly TwilioResult[] => {
  const { AccountSid, MessageSid, Body, ProfileName, OptOutType, ButtonPayload } = payload;
  const sender = readAddress(payload.From);
  const { channel, address } = sender;
  const to = readAddress(payload.To).address;
  const customer = customerOf(sender, ProfileName);
  const from: Participant = present({ id: address, displayName: ProfileName });
  const draft = { ...accountOf(AccountSid), subject: MessageSid, time: receivedAt };
  const attachments = attachmentsOf(payload);

  const received = event('message.received', {
    ...draft,
    id: `${MessageSid}:received`,
    data: present({
      customer,
      messageId: MessageSid,
      channel,
      conversationId: address,
      from,
      to,
      text: Body || undefined,
      attachments: attachments.length > 0 ? attachments : undefined,
      location: locationOf(payload),
      replyToMessageId: payload.OriginalRepliedMessageSid,
    }),
  });
  const results: TwilioResult[] = [received];

  const choice = OptOutType === undefined ? undefined : choices[OptOutType.toUpperCase()];
  if (choice)
    results.push(
      event(choice, {
        ...draft,
        id: `${MessageSid}:${choice}`,
        data: present({ customer, channel, address, method: 'keyword', text: Body || undefined }),
      }),
    );
  if (ButtonPayload !== undefined)
    results.push(
      event('interaction.received', {
        ...draft,
        id: `${MessageSid}:button`,
        data: present({
          customer,
          interactionId: MessageSid,
          channel,
          kind: 'button',
          from,
          name: ButtonPayload.slice(0, 1024),
          value: payload.ButtonText,
          conversationId: address,
          messageId: payload.OriginalRepliedMessageSid,
        }),
      }),
    );
  return results;
};

/** Set by Advanced Opt-Out. HELP is a question, and no choice. https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out */
const choices: Readonly<Record<string, 'contact.opted_out' | 'contact.opted_in' | undefined>> = {
  STOP: 'contact.opted_out',
  START: 'contact.opted_in',
};

/** More than any message has, so that `NumMedia` cannot make us count for long. */
const maxAttachments = 50;

const attachmentsOf = (payload: TwilioPayload<'incoming_message'>) =>
  Array.from({ length: Math.min(payload.NumMedia ?? 0, maxAttachments) }, (_, index) => {
    const contentType = payload[`MediaContentType${index}`];
    const url = payload[`MediaUrl${index}`];
    return present({
      contentType:
        typeof contentType === 'string' && contentType !== '' ? contentType.slice(0, 256) : undefined,
      url: typeof url === 'string' ? webUrlOf(url) : undefined,
    });
  });

const locationOf = ({ Latitude, Longitude }: TwilioPayload<'incoming_message'>) => {
  const [latitude, longitude] = [Latitude, Longitude].map((text) => Number(text ?? Number.NaN));
  if (latitude === undefined || longitude === undefined) return undefined;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
};

/**
 * A message of yours left, arrived, was read or failed. Accepted, queued, scheduled and sending are steps before it leaves.
 *
 * @see https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export const messageStatusToEvents = (
  payload: TwilioPayload<'message_status'>,
  { event, ignore, receivedAt }: TwilioTools,
): readonly TwilioResult[] => {
  const { AccountSid, MessageSid, MessageStatus, From, To } = payload;
  const recipient = readAddress(To ?? '');
  const isKnown = To !== undefined;
  const message = present({
    customer: isKnown ? customerOf(recipient) : undefined,
    messageId: MessageSid,
    channel: isKnown ? recipient.channel : readAddress(From ?? '').channel,
    conversationId: isKnown ? recipient.address : undefined,
    to: isKnown ? recipient.address : undefined,
  });
  const draft = {
    ...accountOf(AccountSid),
    id: `${MessageSid}:${MessageStatus}`,
    subject: MessageSid,
    time: receivedAt,
  };

  switch (MessageStatus) {
    case 'sent': {
      const from = From === undefined ? undefined : readAddress(From).address;
      return [event('message.sent', { ...draft, data: present({ ...message, from }) })];
    }
    case 'delivered':
      return [event('message.delivered', { ...draft, data: message })];
    case 'read':
      return [event('message.read', { ...draft, data: message })];
    case 'failed':
    case 'undelivered':
      return [
        event('message.failed', { ...draft, data: present({ ...message, failure: failureOf(payload) }) }),
      ];
    default:
      return [ignore(`message.${MessageStatus}`)];
  }
};

/** See https://www.twilio.com/docs/api/errors for the codes; 30003 to 30008 tell why a carrier did not deliver. */
const failureOf = ({
  ErrorCode,
  ErrorMessage,
}: TwilioPayload<'message_status'>): TouchpointEvents['message.failed']['failure'] =>
  ErrorCode === undefined && ErrorMessage === undefined
    ? undefined
    : present({ code: ErrorCode?.slice(0, 256), message: ErrorMessage });
