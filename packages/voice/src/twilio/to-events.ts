import type { TwilioPayload, TwilioWebhook } from './payload.ts';
import {
  callStatusToEvents,
  gatherToEvents,
  incomingCallToEvents,
  voiceRequestToEvents,
} from './to-events/call-to-events.ts';
import type { TwilioResult, TwilioTools } from './to-events/event-parts.ts';
import {
  liveTranscriptionToEvents,
  machineDetectionToEvents,
  recordingToEvents,
  transcriptionToEvents,
} from './to-events/media-to-events.ts';
import { incomingMessageToEvents, messageStatusToEvents } from './to-events/message-to-events.ts';

type Mappers = {
  readonly [Kind in TwilioWebhook['kind']]: (
    payload: TwilioPayload<Kind>,
    tools: TwilioTools,
  ) => readonly TwilioResult[];
};

const mappers: Mappers = {
  incoming_call: incomingCallToEvents,
  voice_request: voiceRequestToEvents,
  gather: gatherToEvents,
  call_status: callStatusToEvents,
  machine_detection: machineDetectionToEvents,
  recording: recordingToEvents,
  transcription: transcriptionToEvents,
  live_transcription: liveTranscriptionToEvents,
  incoming_message: incomingMessageToEvents,
  message_status: messageStatusToEvents,
  other: ({ name }, { ignore }) => [ignore(name)],
};

/**
 * From whatever Twilio posts to unified events. Pure.
 *
 * Webhooks of Twilio's have no id of their own, so an event's id is the thing's and what happened to it:
 * `CA…:completed`, `SM…:delivered`. Each happens once to a call or a message, so a redelivery, and a second callback URL that
 * leads here too, give the same event. Where a webhook says no time it is the time of its arrival, which is no part of the id.
 */
export const toEvents = (payload: TwilioWebhook, tools: TwilioTools): readonly TwilioResult[] =>
  (mappers[payload.kind] as (payload: TwilioWebhook, tools: TwilioTools) => readonly TwilioResult[])(
    payload,
    tools,
  );
