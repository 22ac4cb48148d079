import { signRequest, type WebhookRequest } from '@touchline/core';
import { twilioApiVersion } from '../config.ts';
import { twilioFormSignature } from '../verify.ts';
import type { SandboxMessage, SandboxPhoneCall } from './resources.ts';
import type { TwilioState } from './state.ts';
import type { TwilioWebhookInput, TwilioWebhooks } from './webhook-input.ts';

/** See {@link TwilioWebhooks}. */
export const twilioWebhooks = (state: TwilioState): TwilioWebhooks => {
  const sequences = new Map<string, number>();
  const webhook: TwilioWebhooks['webhook'] = (input, { url }) =>
    signed(fieldsOf(input, state, sequences), url, state);
  return {
    webhook,
    missedCall(input, target) {
      const ringing = webhook({ kind: 'incoming_call', ...input }, target);
      const callSid = [...state.phoneCalls.keys()].at(-1) ?? '';
      return [ringing, webhook({ kind: 'call_status', callSid, status: 'no-answer' }, target)];
    },
  };
};

type Fields = Readonly<Record<string, string | number | undefined>>;

const signed = (fields: Fields, url: string, state: TwilioState): WebhookRequest => {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) form.append(name, String(value));
  const request: WebhookRequest = {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'user-agent': 'TwilioProxy/1.1',
      'i-twilio-idempotency-token': state.nextSid('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    },
    rawBody: Buffer.from(form.toString()),
  };
  return signRequest(twilioFormSignature, request, { secret: state.options.authToken, now: state.nowMs() });
};

const fieldsOf = (input: TwilioWebhookInput, state: TwilioState, sequences: Map<string, number>): Fields => {
  switch (input.kind) {
    case 'incoming_call': {
      const { from, to, callerName } = input;
      const call = state.addCall({
        from,
        to,
        status: 'ringing',
        direction: 'inbound',
        caller_name: callerName ?? null,
      });
      return { ...callFields(call), CallerName: callerName };
    }
    case 'call_status': {
      const call = settle(existing(state.phoneCalls, input.callSid), input, state.now());
      const sequence = sequences.get(call.sid) ?? 0;
      sequences.set(call.sid, sequence + 1);
      return {
        ...callFields(call),
        Timestamp: state.now(),
        CallbackSource: 'call-progress-events',
        SequenceNumber: sequence,
        CallDuration: call.duration ?? undefined,
        AnsweredBy: input.answeredBy,
        SipResponseCode: input.sipResponseCode,
      };
    }
    case 'digits': {
      const { callSid, digits, finishedOnKey } = input;
      return { ...talking(callSid, state), Digits: digits, FinishedOnKey: finishedOnKey, msg: 'Gather End' };
    }
    case 'speech':
      return {
        ...talking(input.callSid, state),
        SpeechResult: input.text,
        Confidence: input.confidence,
        Language: 'en-US',
      };
    case 'machine_detection': {
      const call = existing(state.phoneCalls, input.callSid);
      call.answered_by = input.answeredBy;
      const { sid, account_sid } = call;
      return {
        CallSid: sid,
        AccountSid: account_sid,
        AnsweredBy: input.answeredBy,
        MachineDetectionDuration: 3_500,
      };
    }
    case 'recording': {
      const call = existing(state.phoneCalls, input.callSid);
      const sid = state.nextSid('RE');
      const duration = String(input.durationSeconds);
      const recording = { sid, account_sid: call.account_sid, call_sid: call.sid, duration, channels: 1 };
      state.recordings.set(sid, { ...recording, status: 'completed' });
      return {
        AccountSid: call.account_sid,
        CallSid: call.sid,
        RecordingSid: sid,
        RecordingUrl: `https://api.twilio.com/${twilioApiVersion}/Accounts/${call.account_sid}/Recordings/${sid}`,
        RecordingStatus: 'completed',
        RecordingDuration: duration,
        RecordingChannels: 1,
        RecordingSource: 'OutboundAPI',
      };
    }
    case 'incoming_message':
      return incomingMessageFields(input, state);
    case 'message_status': {
      const message = existing(state.messages, input.messageSid);
      message.status = input.status;
      message.error_code = input.errorCode ?? null;
      message.date_updated = state.now();
      return {
        ...messageFields(message),
        SmsStatus: input.status,
        MessageStatus: input.status,
        ErrorCode: input.errorCode,
      };
    }
    case 'form':
      return input.fields;
  }
};

const incomingMessageFields = (
  { from, to, text, media = [], profileName }: Extract<TwilioWebhookInput, { kind: 'incoming_message' }>,
  state: TwilioState,
): Fields => {
  const num_media = String(media.length);
  const message = state.addMessage({
    from,
    to,
    body: text,
    status: 'received',
    direction: 'inbound',
    num_media,
  });
  const keyword = text.trim().toUpperCase();
  const optOutType = keyword === 'STOP' || keyword === 'START' ? keyword : undefined;
  if (optOutType === 'STOP') state.optedOut.add(from);
  if (optOutType === 'START') state.optedOut.delete(from);
  return {
    ...messageFields(message),
    SmsMessageSid: message.sid,
    SmsStatus: 'received',
    Body: text,
    NumSegments: message.num_segments,
    NumMedia: num_media,
    ...Object.fromEntries(
      media.flatMap(({ url, contentType }, index) => [
        [`MediaUrl${index}`, url],
        [`MediaContentType${index}`, contentType],
      ]),
    ),
    ProfileName: profileName,
    OptOutType: optOutType,
  };
};

const callFields = ({ sid, account_sid, from, to, status, direction }: SandboxPhoneCall): Fields => ({
  CallSid: sid,
  AccountSid: account_sid,
  From: from,
  To: to,
  CallStatus: status,
  ApiVersion: twilioApiVersion,
  Direction: direction,
});

const messageFields = ({ sid, account_sid, from, to }: SandboxMessage): Fields => ({
  MessageSid: sid,
  SmsSid: sid,
  AccountSid: account_sid,
  From: from ?? undefined,
  To: to,
  ApiVersion: twilioApiVersion,
});

const talking = (callSid: string, state: TwilioState): Fields => {
  const call = existing(state.phoneCalls, callSid);
  call.status = 'in-progress';
  call.start_time ??= state.now();
  return callFields(call);
};

const settle = (
  call: SandboxPhoneCall,
  { status, durationSeconds, answeredBy }: Extract<TwilioWebhookInput, { kind: 'call_status' }>,
  now: string,
): SandboxPhoneCall => {
  call.status = status;
  call.date_updated = now;
  if (status === 'in-progress') call.start_time ??= now;
  else if (status !== 'initiated' && status !== 'ringing') {
    call.end_time = now;
    call.duration = String(durationSeconds ?? 0);
  }
  if (answeredBy !== undefined) call.answered_by = answeredBy;
  return call;
};

const existing = <Record>(records: ReadonlyMap<string, Record>, sid: string): Record => {
  const record = records.get(sid);
  if (record === undefined) throw new RangeError(`The sandbox has no ${sid}.`);
  return record;
};
