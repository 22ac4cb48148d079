import { z } from 'zod';
import {
  callStatus,
  gather,
  incomingCall,
  liveTranscription,
  machineDetection,
  recording,
  transcription,
  voiceRequest,
} from './payload/call.ts';
import { kindOf, type TwilioFields } from './payload/kind.ts';
import { incomingMessage, messageStatus } from './payload/message.ts';

const other = z.object({ kind: z.literal('other'), name: z.string() });

/**
 * A webhook of Twilio's: the fields that are read, by what it is about. Messages of the older SMS product, whose ids are
 * called `SmsSid` and `SmsStatus`, read like the newer ones.
 */
export const twilioWebhook = z.preprocess(
  (body) => {
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      return { kind: 'other', name: 'unknown' };
    const fields = body as TwilioFields;
    const kind = kindOf(fields);
    if (kind === 'other') return { kind, name: nameOf(fields) };
    const { SmsSid, SmsStatus } = fields;
    return { ...(SmsSid !== undefined && { MessageSid: SmsSid, MessageStatus: SmsStatus }), ...fields, kind };
  },
  z.discriminatedUnion('kind', [
    incomingCall,
    voiceRequest,
    gather,
    callStatus,
    machineDetection,
    recording,
    transcription,
    liveTranscription,
    incomingMessage,
    messageStatus,
    other,
  ]),
);

/** See {@link twilioWebhook}. */
export type TwilioWebhook = z.output<typeof twilioWebhook>;

/** A webhook of one kind. */
export type TwilioPayload<Kind extends TwilioWebhook['kind']> = Extract<
  TwilioWebhook,
  { readonly kind: Kind }
>;

/** What a webhook of a product that is not read is counted as: Event Streams and Conversations name their events. */
const nameOf = (fields: TwilioFields): string => {
  const names = [fields.type, fields.EventType, fields.StatusCallbackEvent, fields.StreamEvent];
  const name = names.find((value) => typeof value === 'string' && /^[\w.-]{1,128}$/.test(value));
  return typeof name === 'string' ? name : 'unknown';
};
