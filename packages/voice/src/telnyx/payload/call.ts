import { z } from 'zod';
import { fraction, text, time } from './fields.ts';

/** What every webhook of a call has. Some name no `call_control_id`, and then the leg stands for the call. */
const call = {
  call_control_id: text,
  call_leg_id: text,
  call_session_id: text,
  connection_id: text,
  client_state: text,
  from: text,
  to: text,
};

/** A call begins, is answered, or ends. The direction comes with the first alone. */
export const callProgress = z
  .object({
    ...call,
    direction: text,
    caller_id_name: text,
    start_time: time,
    hangup_cause: text,
    hangup_source: text,
    sip_hangup_cause: text,
  })
  .refine(hasCall, 'names no call');

/** Keys: one of them, or all that a gather took. */
export const callKeys = z
  .object({ ...call, digit: text, digits: text, status: text })
  .refine(hasCall, 'names no call');

/** Who took a call, or that its greeting is over. */
export const callMachine = z.object({ ...call, result: text }).refine(hasCall, 'names no call');

const urls = z.object({ mp3: text, wav: text }).nullish().catch(undefined);

/** A recording can be fetched. */
export const callRecording = z
  .object({
    ...call,
    recording_id: text,
    channels: text,
    recording_started_at: time,
    recording_ended_at: time,
    recording_urls: urls,
    public_recording_urls: urls,
  })
  .refine(hasCall, 'names no call');

/** What was said in a recording. */
export const recordingTranscription = z
  .object({
    ...call,
    recording_id: text,
    recording_transcription_id: text,
    status: text,
    transcription_text: text,
  })
  .refine(hasCall, 'names no call');

/** What is said in a call, while it goes on. */
export const liveTranscription = z
  .object({
    ...call,
    transcription_data: z.object({
      transcript: z.string(),
      confidence: fraction,
      is_final: z.boolean().nullish().catch(undefined),
    }),
  })
  .refine(hasCall, 'names no call');

function hasCall(payload: {
  readonly call_control_id?: string | undefined;
  readonly call_leg_id?: string | undefined;
}) {
  return payload.call_control_id !== undefined || payload.call_leg_id !== undefined;
}
