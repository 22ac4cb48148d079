import { createHash } from 'node:crypto';
import type { InboundDraft } from '@touchline/core';
import { present } from '../../present.ts';
import { webUrlOf } from '../../web-url.ts';
import type { TwilioPayload } from '../payload.ts';
import { answeredByOf, callData, callEnvelope, type TwilioResult, type TwilioTools } from './event-parts.ts';
import { machineDetectionToEvents } from './media-to-events.ts';

/** Someone calls. */
export const incomingCallToEvents = (
  payload: TwilioPayload<'incoming_call'>,
  { event, receivedAt }: TwilioTools,
): readonly TwilioResult[] => [
  event('call.initiated', {
    ...callEnvelope(payload),
    id: `${payload.CallSid}:incoming`,
    time: receivedAt,
    data: present({ ...callData(payload), callerName: payload.CallerName?.slice(0, 512) }),
  }),
];

/**
 * Twilio asks how to go on with a call that was announced already. What a Dial or a Record gave comes by their status
 * callbacks, which say it once it is so: the recording that such a request names may not be there yet.
 */
export const voiceRequestToEvents = (
  payload: TwilioPayload<'voice_request'>,
  tools: TwilioTools,
): readonly TwilioResult[] => {
  const { AnsweredBy, DialCallStatus, RecordingUrl } = payload;
  if (AnsweredBy !== undefined)
    return machineDetectionToEvents({ ...payload, kind: 'machine_detection', AnsweredBy }, tools);
  const result = DialCallStatus !== undefined ? 'dial' : RecordingUrl !== undefined ? 'record' : 'request';
  return [tools.ignore(`voice.${result}`)];
};

/** Someone pressed keys, or spoke, or did neither where `actionOnEmptyResult` is set. */
export const gatherToEvents = (
  payload: TwilioPayload<'gather'>,
  tools: TwilioTools,
): readonly TwilioResult[] => {
  const { event, receivedAt } = tools;
  const { SpeechResult, Digits, FinishedOnKey, Confidence, Language } = payload;
  const { customer, callId, from, to } = callData(payload);
  const call = present({ customer, callId, from, to });
  const draft = { ...callEnvelope(payload), id: gatherId(payload, tools), time: receivedAt };
  if (SpeechResult !== undefined && !Digits)
    return [
      event('call.speech.recognized', {
        ...draft,
        data: present({
          ...call,
          text: SpeechResult,
          confidence: Confidence,
          language: Language,
          isFinal: true,
        }),
      }),
    ];
  return [
    event('call.dtmf.received', {
      ...draft,
      data: present({
        ...call,
        digits: Digits ?? '',
        finishedBy: FinishedOnKey?.slice(0, 16),
        isTimeout: !Digits,
      }),
    }),
  ];
};

/**
 * Whoever presses the same key twice in a menu sends the same form twice, so its content is no id. The token in this header
 * is the same when Twilio repeats a request, and another when it makes a new one.
 *
 * @see https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
const gatherId = ({ CallSid }: TwilioPayload<'gather'>, { request }: TwilioTools): string => {
  const token =
    request.headers['i-twilio-idempotency-token'] ||
    createHash('sha256').update(request.url).update('\n').update(request.rawBody).digest('base64url');
  return `${CallSid}:gather:${token.replace(/[^\x20-\x7e]/g, '').slice(0, 128)}`;
};

/** A call goes on, or ends. */
export const callStatusToEvents = (
  payload: TwilioPayload<'call_status'>,
  { event, ignore, receivedAt }: TwilioTools,
): readonly TwilioResult[] => {
  const { CallSid, CallStatus, Timestamp, SequenceNumber, SipResponseCode } = payload;
  const draft: Omit<InboundDraft<never>, 'data'> = {
    ...callEnvelope(payload),
    id: `${CallSid}:${CallStatus}`,
    time: Timestamp ?? receivedAt,
    ...(SequenceNumber !== undefined && { sequence: String(SequenceNumber) }),
  };
  const call = callData(payload);
  const answeredBy = answeredByOf(payload.AnsweredBy);
  const at = Timestamp?.toISOString();
  const sipCode =
    SipResponseCode !== undefined && SipResponseCode >= 100 && SipResponseCode <= 699
      ? SipResponseCode
      : undefined;

  switch (CallStatus) {
    case 'initiated':
      return [
        event('call.initiated', {
          ...draft,
          data: present({ ...call, callerName: payload.CallerName?.slice(0, 512) }),
        }),
      ];
    case 'ringing':
      return [event('call.ringing', { ...draft, data: call })];
    case 'in-progress':
      return [event('call.answered', { ...draft, data: present({ ...call, answeredBy, answeredAt: at }) })];
    case 'completed':
      return [
        event('call.completed', {
          ...draft,
          data: present({
            ...call,
            durationSeconds: payload.CallDuration,
            answeredBy,
            endedAt: at,
            recordingUrl: webUrlOf(payload.RecordingUrl),
          }),
        }),
      ];
    case 'no-answer':
      return [event('call.no_answer', { ...draft, data: call })];
    case 'busy':
      return [event('call.busy', { ...draft, data: present({ ...call, sipCode }) })];
    case 'failed':
    case 'canceled':
      return [
        event('call.failed', { ...draft, data: present({ ...call, failure: failureOf(payload), sipCode }) }),
      ];
    default:
      return [ignore(`call.${CallStatus}`)];
  }
};

/** A call that you ended before anyone took it did not fail for a reason of Twilio's: `canceled` says so. */
const failureOf = ({ CallStatus, ErrorCode, ErrorMessage }: TwilioPayload<'call_status'>) => {
  const code = ErrorCode?.slice(0, 256) ?? (CallStatus === 'canceled' ? 'canceled' : undefined);
  return code === undefined && ErrorMessage === undefined
    ? undefined
    : present({ code, message: ErrorMessage });
};
