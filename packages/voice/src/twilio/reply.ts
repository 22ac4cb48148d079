import type { InboundContext, WebhookReply, WebhookRequest } from '@touchline/core';
import { present } from '../present.ts';
import { readAddress } from './address.ts';
import type { TwilioSettings } from './config.ts';
import type { TwilioPayload, TwilioWebhook } from './payload.ts';
import { answeredByOf, directionOf } from './to-events/event-parts.ts';
import { renderTwiml } from './twiml/render-twiml.ts';
import type { MessagingTwiml, TwimlResponse, VoiceTwiml } from './twiml/twiml.ts';

/** What Twilio asks TwiML for: a call that comes in, or goes on. */
export interface IncomingCall {
  readonly callId: string;
  /** E.164, `anonymous`, a SIP URI or `client:ada`. */
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound';
  /** Twilio's own: `ringing` for a call that nobody took yet, `in-progress`, …. */
  readonly status: string;
  /** The keys that ended a Gather; empty where none were pressed. */
  readonly digits?: string;
  /** What a Gather understood. */
  readonly speech?: string;
  /** How a Dial ended: `completed`, `busy`, `no-answer`, `failed`, `canceled`. */
  readonly dialStatus?: string;
  /** What a Record recorded. It may not be there yet. */
  readonly recordingUrl?: string;
  readonly answeredBy?: 'human' | 'machine' | 'fax' | 'unknown';
  /** The URL that Twilio called: tell one Gather from another by its query. */
  readonly url: string;
}

/** What Twilio asks TwiML for: a message that came in. */
export interface IncomingMessage {
  readonly messageId: string;
  /** `sms`, `whatsapp`, `messenger`, `rcs`. */
  readonly channel: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

/** What happens in a call. A function must be quick, and must not throw: then Twilio goes to the number's fallback URL. */
export type VoiceReply = VoiceTwiml | ((call: IncomingCall) => VoiceTwiml);

/** What is answered to a message. */
export type SmsReply = MessagingTwiml | ((message: IncomingMessage) => MessagingTwiml);

/**
 * Answers with TwiML where Twilio asks for it; callbacks that only tell get an empty 200.
 *
 * A call that nobody said what to do with is rejected as busy rather than given an empty response, which would answer it,
 * charge for it, and hang up in silence. A call that goes on ends when there is nothing to say.
 */
export const twilioReply = (
  { payloads, request }: { readonly payloads: readonly TwilioWebhook[]; readonly request: WebhookRequest },
  { config }: Pick<InboundContext<TwilioSettings>, 'config'>,
): WebhookReply | undefined => {
  const [payload] = payloads;
  switch (payload?.kind) {
    case 'incoming_call':
    case 'voice_request':
    case 'gather':
      return answer(() => voiceTwiml(config.voiceReply, callOf(payload, request)));
    case 'incoming_message':
      return answer(() => smsTwiml(config.smsReply, payload));
    default:
      return undefined;
  }
};

const voiceTwiml = (reply: VoiceReply | undefined, call: IncomingCall): VoiceTwiml => {
  if (typeof reply === 'function') return reply(call);
  const { digits, speech, dialStatus, recordingUrl } = call;
  const isFirst = [digits, speech, dialStatus, recordingUrl].every((result) => result === undefined);
  if (reply !== undefined && isFirst) return reply;
  return reply === undefined && call.status === 'ringing' ? [{ verb: 'reject', reason: 'busy' }] : [];
};

const smsTwiml = (
  reply: SmsReply | undefined,
  payload: TwilioPayload<'incoming_message'>,
): MessagingTwiml => {
  if (typeof reply !== 'function') return reply ?? [];
  const { channel, address } = readAddress(payload.From);
  const { MessageSid: messageId, Body: text } = payload;
  return reply({ messageId, channel, from: address, to: readAddress(payload.To).address, text });
};

/**
 * The events of the webhook must not be lost to a mistake in a reply, so it never throws: a 500 sends Twilio to the fallback
 * URL of the number, if it has one.
 */
const answer = (twiml: () => TwimlResponse): WebhookReply => {
  try {
    return {
      status: 200,
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: renderTwiml(twiml()),
    };
  } catch {
    return { status: 500 };
  }
};

const callOf = (
  payload: TwilioPayload<'incoming_call' | 'voice_request' | 'gather'>,
  request: WebhookRequest,
): IncomingCall =>
  present({
    callId: payload.CallSid,
    from: readAddress(payload.From).address,
    to: readAddress(payload.To).address,
    direction: directionOf(payload.Direction) ?? 'outbound',
    status: payload.CallStatus,
    digits: payload.kind === 'gather' ? payload.Digits : undefined,
    speech: payload.kind === 'gather' ? payload.SpeechResult : undefined,
    dialStatus: payload.kind === 'voice_request' ? payload.DialCallStatus : undefined,
    recordingUrl: payload.kind === 'voice_request' ? payload.RecordingUrl : undefined,
    answeredBy: payload.kind === 'voice_request' ? answeredByOf(payload.AnsweredBy) : undefined,
    url: request.url,
  });
