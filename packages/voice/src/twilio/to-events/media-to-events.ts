import { present } from '../../present.ts';
import { webUrlOf } from '../../web-url.ts';
import { readAddress } from '../address.ts';
import type { TwilioPayload } from '../payload.ts';
import { answeredByOf, callEnvelope, type TwilioResult, type TwilioTools } from './event-parts.ts';

/**
 * It was found out who took the call.
 *
 * @see https://www.twilio.com/docs/voice/answering-machine-detection
 */
export const machineDetectionToEvents = (
  payload: TwilioPayload<'machine_detection'>,
  { event, receivedAt }: TwilioTools,
): readonly TwilioResult[] => {
  const answeredBy = answeredByOf(payload.AnsweredBy) ?? 'unknown';
  return [
    event('call.machine.detected', {
      ...callEnvelope(payload),
      id: `${payload.CallSid}:answered-by`,
      time: receivedAt,
      data: present({
        callId: payload.CallSid,
        answeredBy,
        isGreetingOver: answeredBy === 'machine' ? payload.AnsweredBy.startsWith('machine_end') : undefined,
      }),
    }),
  ];
};

/**
 * A recording can be fetched. Its URL asks for the account's credentials unless the account lets anyone in; with `.mp3`
 * added it gives an MP3.
 *
 * @see https://www.twilio.com/docs/voice/twiml/record#attributes-recording-status-callback
 */
export const recordingToEvents = (
  payload: TwilioPayload<'recording'>,
  { event, ignore, receivedAt }: TwilioTools,
): readonly TwilioResult[] => {
  const { CallSid, RecordingSid, RecordingStatus, RecordingChannels } = payload;
  if (RecordingStatus !== 'completed') return [ignore(`recording.${RecordingStatus}`)];
  return [
    event('call.recording.available', {
      ...callEnvelope(payload),
      id: `${RecordingSid}:completed`,
      time: receivedAt,
      data: present({
        callId: CallSid,
        recordingId: RecordingSid,
        url: webUrlOf(payload.RecordingUrl),
        durationSeconds: payload.RecordingDuration,
        contentType: 'audio/x-wav',
        channelCount: RecordingChannels || undefined,
      }),
    }),
  ];
};

/**
 * What was recorded can be read.
 *
 * @see https://www.twilio.com/docs/voice/twiml/record#attributes-transcribe-callback
 */
export const transcriptionToEvents = (
  payload: TwilioPayload<'transcription'>,
  { event, ignore, receivedAt }: TwilioTools,
): readonly TwilioResult[] => {
  const { CallSid, From, To, TranscriptionSid, TranscriptionStatus } = payload;
  if (TranscriptionStatus !== 'completed') return [ignore(`transcription.${TranscriptionStatus}`)];
  return [
    event('call.transcription.available', {
      ...callEnvelope(payload),
      id: `${TranscriptionSid}:completed`,
      time: receivedAt,
      data: present({
        callId: CallSid,
        from: From === undefined ? undefined : readAddress(From).address,
        to: To === undefined ? undefined : readAddress(To).address,
        transcriptionId: TranscriptionSid,
        recordingId: payload.RecordingSid,
        text: payload.TranscriptionText,
        url: webUrlOf(payload.TranscriptionUrl),
      }),
    }),
  ];
};

/**
 * Something said was understood while the call goes on.
 *
 * @see https://www.twilio.com/docs/voice/twiml/transcription#statuscallback
 */
export const liveTranscriptionToEvents = (
  payload: TwilioPayload<'live_transcription'>,
  { event, ignore, receivedAt }: TwilioTools,
): readonly TwilioResult[] => {
  const { CallSid, TranscriptionSid, TranscriptionEvent, TranscriptionData: said, SequenceId } = payload;
  if (said === undefined || SequenceId === undefined) return [ignore(TranscriptionEvent)];
  return [
    event('call.speech.recognized', {
      ...callEnvelope(payload),
      id: `${TranscriptionSid}:${SequenceId}`,
      time: payload.Timestamp ?? receivedAt,
      sequence: String(SequenceId),
      data: present({
        callId: CallSid,
        text: said.transcript,
        confidence: said.confidence,
        language: payload.LanguageCode?.slice(0, 64),
        isFinal: payload.Final === undefined ? undefined : payload.Final === 'true',
      }),
    }),
  ];
};
