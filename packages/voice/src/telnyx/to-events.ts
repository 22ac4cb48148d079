import type { TelnyxPayload, TelnyxWebhook } from './payload.ts';
import { callProgressToEvents } from './to-events/call-to-events.ts';
import type { TelnyxResult, TelnyxTools } from './to-events/event-parts.ts';
import {
  callKeysToEvents,
  callMachineToEvents,
  callRecordingToEvents,
  liveTranscriptionToEvents,
  recordingTranscriptionToEvents,
} from './to-events/media-to-events.ts';
import { messageToEvents } from './to-events/message-to-events.ts';

type Mappers = {
  readonly [Kind in TelnyxWebhook['kind']]: (
    webhook: TelnyxPayload<Kind>,
    tools: TelnyxTools,
  ) => readonly TelnyxResult[];
};

const mappers: Mappers = {
  call_progress: callProgressToEvents,
  call_keys: callKeysToEvents,
  call_machine: callMachineToEvents,
  call_recording: callRecordingToEvents,
  recording_transcription: recordingTranscriptionToEvents,
  live_transcription: liveTranscriptionToEvents,
  message: messageToEvents,
  other: ({ name }, { ignore }) => [ignore(name)],
};

/**
 * From a webhook of Telnyx's to unified events. Pure.
 *
 * Webhooks come in any order, several at once and more than once, so nothing here depends on what came before: an event's id
 * is `data.id`, which a webhook that comes again has too, and its time and sequence are those of `occurred_at`.
 */
export const toEvents = (webhook: TelnyxWebhook, tools: TelnyxTools): readonly TelnyxResult[] =>
  (mappers[webhook.kind] as (webhook: TelnyxWebhook, tools: TelnyxTools) => readonly TelnyxResult[])(
    webhook,
    tools,
  );
