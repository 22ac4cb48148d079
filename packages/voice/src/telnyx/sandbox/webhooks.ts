import { signRequest, type WebhookRequest } from '@touchline/core';
import { telnyxSignature } from '../verify.ts';
import { rfc3339, type SandboxCallLeg, type SandboxMessage, type TelnyxState } from './state.ts';
import type { TelnyxWebhookInput, TelnyxWebhooks } from './webhook-input.ts';

/** See {@link TelnyxWebhooks}. */
export const telnyxWebhooks = (state: TelnyxState, privateKey: string): TelnyxWebhooks => {
  const webhook: TelnyxWebhooks['webhook'] = (input, { url }) =>
    signed(bodyOf(input, url, state), url, state, privateKey);
  return {
    webhook,
    missedCall(input, target) {
      const initiated = webhook({ kind: 'incoming_call', ...input }, target);
      const callId = [...state.calls.keys()].at(-1) ?? '';
      return [
        initiated,
        webhook({ kind: 'call_hangup', callId, cause: 'originator_cancel', source: 'caller' }, target),
      ];
    },
  };
};

const signed = (body: unknown, url: string, { nowMs }: TelnyxState, privateKey: string): WebhookRequest =>
  signRequest(
    telnyxSignature,
    {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', 'user-agent': 'telnyx-webhooks' },
      rawBody: Buffer.from(JSON.stringify(body)),
    },
    { secret: privateKey, now: nowMs() },
  );

const bodyOf = (input: TelnyxWebhookInput, url: string, state: TelnyxState): unknown => {
  if (input.kind === 'json') return input.body;
  const { event_type, payload } = eventOf(input, state);
  return {
    data: { record_type: 'event', event_type, id: state.nextId(), occurred_at: state.now(), payload },
    meta: { attempt: 1, delivered_to: url },
  };
};

type Event = { readonly event_type: string; readonly payload: Readonly<Record<string, unknown>> };

const eventOf = (input: Exclude<TelnyxWebhookInput, { kind: 'json' }>, state: TelnyxState): Event => {
  switch (input.kind) {
    case 'incoming_call': {
      const { from, to, callerName } = input;
      const leg = state.addCall({ direction: 'incoming', from, to });
      return initiated(leg, callerName);
    }
    case 'call_initiated':
      return initiated(existing(state.calls, input.callId));
    case 'call_answered':
      return {
        event_type: 'call.answered',
        payload: { ...legFields(existing(state.calls, input.callId)), state: 'answered' },
      };
    case 'call_bridged':
      return { event_type: 'call.bridged', payload: legFields(existing(state.calls, input.callId)) };
    case 'call_hangup': {
      const leg = existing(state.calls, input.callId);
      leg.is_alive = false;
      leg.endedAtMs = state.nowMs();
      return {
        event_type: 'call.hangup',
        payload: {
          ...legFields(leg),
          state: 'hangup',
          start_time: rfc3339(leg.startedAtMs),
          hangup_cause: input.cause,
          hangup_source: input.source ?? 'unknown',
          sip_hangup_cause: input.sipCode === undefined ? 'unspecified' : String(input.sipCode),
        },
      };
    }
    case 'digit':
      return {
        event_type: 'call.dtmf.received',
        payload: { ...legFields(existing(state.calls, input.callId)), digit: input.digit },
      };
    case 'gather_ended':
      return {
        event_type: 'call.gather.ended',
        payload: {
          ...legFields(existing(state.calls, input.callId)),
          digits: input.digits,
          status: input.status ?? 'valid',
        },
      };
    case 'machine_detection':
      return {
        event_type: 'call.machine.detection.ended',
        payload: { ...legFields(existing(state.calls, input.callId)), result: input.result },
      };
    case 'recording_saved': {
      const leg = existing(state.calls, input.callId);
      const recordingId = state.nextId();
      state.recordings.add(recordingId);
      const { from: _, to: __, ...fields } = legFields(leg);
      return {
        event_type: 'call.recording.saved',
        payload: {
          ...fields,
          recording_id: recordingId,
          channels: 'single',
          recording_started_at: rfc3339(state.nowMs() - input.durationSeconds * 1_000),
          recording_ended_at: state.now(),
          recording_urls: { mp3: `https://recordings.example.com/${recordingId}.mp3`, wav: null },
          public_recording_urls: { mp3: null, wav: null },
        },
      };
    }
    case 'transcription':
      return {
        event_type: 'call.transcription',
        payload: {
          ...legFields(existing(state.calls, input.callId)),
          transcription_data: {
            transcript: input.text,
            confidence: 0.977219,
            is_final: input.isFinal ?? true,
          },
        },
      };
    case 'incoming_message': {
      const { from, to, text } = input;
      const keyword = text.trim().toUpperCase();
      if (keyword === 'STOP') state.optedOut.add(from);
      if (keyword === 'START') state.optedOut.delete(from);
      const message = state.addMessage({
        direction: 'inbound',
        from,
        to,
        text,
        media: [],
        status: 'received',
      });
      return { event_type: 'message.received', payload: messageFields(message, 'webhook_delivered', state) };
    }
    case 'message_status': {
      const message = existing(state.messages, input.messageId);
      message.status = input.status;
      const { errorCode } = input;
      return {
        event_type: input.status === 'sent' ? 'message.sent' : 'message.finalized',
        payload: {
          ...messageFields(message, input.status, state),
          errors: errorCode === undefined ? [] : [{ code: errorCode, title: 'Undeliverable' }],
        },
      };
    }
  }
};

const initiated = (leg: SandboxCallLeg, callerName?: string): Event => ({
  event_type: 'call.initiated',
  payload: {
    ...legFields(leg),
    direction: leg.direction,
    state: leg.direction === 'incoming' ? 'parked' : 'bridging',
    start_time: rfc3339(leg.startedAtMs),
    ...(callerName !== undefined && { caller_id_name: callerName }),
  },
});

const legFields = ({
  call_control_id,
  call_leg_id,
  call_session_id,
  connection_id,
  client_state,
  from,
  to,
}: SandboxCallLeg) => ({
  call_control_id,
  call_leg_id,
  call_session_id,
  connection_id,
  client_state,
  from,
  to,
});

const messageFields = (message: SandboxMessage, status: string, state: TelnyxState) => ({
  record_type: 'message',
  direction: message.direction,
  id: message.id,
  type: message.media.length > 0 ? 'MMS' : 'SMS',
  messaging_profile_id: message.messaging_profile_id,
  from: { phone_number: message.from, carrier: '', line_type: 'Wireless' },
  to: [{ phone_number: message.to, status, carrier: 'Telnyx', line_type: 'VoIP' }],
  cc: [],
  text: message.text,
  media: message.media.map((url) => ({ url, content_type: 'image/jpeg', sha256: null, size: null })),
  encoding: 'GSM-7',
  parts: 1,
  errors: [],
  received_at: state.now(),
});

const existing = <Record>(records: ReadonlyMap<string, Record>, id: string): Record => {
  const record = records.get(id);
  if (record === undefined) throw new RangeError(`The sandbox has no ${id}.`);
  return record;
};
