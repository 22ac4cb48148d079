import { z } from 'zod';
import {
  callKeys,
  callMachine,
  callProgress,
  callRecording,
  liveTranscription,
  recordingTranscription,
} from './payload/call.ts';
import { id, time } from './payload/fields.ts';
import { message } from './payload/message.ts';

/** What a webhook is about, by its `event_type`: which schema its payload has. */
const kinds = {
  'call.initiated': 'call_progress',
  'call.answered': 'call_progress',
  'call.bridged': 'call_progress',
  'call.hangup': 'call_progress',
  'call.dtmf.received': 'call_keys',
  'call.gather.ended': 'call_keys',
  'call.machine.detection.ended': 'call_machine',
  'call.machine.greeting.ended': 'call_machine',
  'call.machine.premium.detection.ended': 'call_machine',
  'call.machine.premium.greeting.ended': 'call_machine',
  'call.recording.saved': 'call_recording',
  'call.recording.transcription.saved': 'recording_transcription',
  'call.transcription': 'live_transcription',
  'message.received': 'message',
  'message.sent': 'message',
  'message.finalized': 'message',
} as const;

const envelope = { id, event_type: z.string(), occurred_at: time };

const other = z.object({ kind: z.literal('other'), name: z.string() });

/**
 * A webhook of Telnyx's: the fields that are read, by its `event_type`. One that is not read is counted by that name: spoken
 * and played, held, queued and forked calls, conferences, fax, orders of numbers.
 *
 * @see https://developers.telnyx.com/docs/voice/programmable-voice/receiving-webhooks
 */
export const telnyxWebhook = z.preprocess(
  (body) => {
    // Some events of conferences come without the envelope.
    const data = own(body, 'data') ?? body;
    const type = own(data, 'event_type');
    if (typeof type === 'string' && Object.hasOwn(kinds, type))
      return { ...(data as object), kind: kinds[type as keyof typeof kinds] };
    return { kind: 'other', name: nameOf(type ?? own(data, 'record_type')) };
  },
  z.discriminatedUnion('kind', [
    z.object({ ...envelope, kind: z.literal('call_progress'), payload: callProgress }),
    z.object({ ...envelope, kind: z.literal('call_keys'), payload: callKeys }),
    z.object({ ...envelope, kind: z.literal('call_machine'), payload: callMachine }),
    z.object({ ...envelope, kind: z.literal('call_recording'), payload: callRecording }),
    z.object({ ...envelope, kind: z.literal('recording_transcription'), payload: recordingTranscription }),
    z.object({ ...envelope, kind: z.literal('live_transcription'), payload: liveTranscription }),
    z.object({ ...envelope, kind: z.literal('message'), payload: message }),
    other,
  ]),
);

/** See {@link telnyxWebhook}. */
export type TelnyxWebhook = z.output<typeof telnyxWebhook>;

/** A webhook of one kind. */
export type TelnyxPayload<Kind extends TelnyxWebhook['kind']> = Extract<
  TelnyxWebhook,
  { readonly kind: Kind }
>;

const own = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

const nameOf = (type: unknown): string =>
  typeof type === 'string' && /^[\w.-]{1,128}$/.test(type) ? type : 'unknown';
