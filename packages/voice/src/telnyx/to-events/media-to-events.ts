import { present } from '../../present.ts';
import { webUrlOf } from '../../web-url.ts';
import type { TelnyxPayload } from '../payload.ts';
import { callData, callEnvelope, type TelnyxResult, type TelnyxTools } from './event-parts.ts';

/**
 * Someone pressed keys. Every key is told by itself, and a gather tells all of its keys again when it ends: its event alone
 * has `isTimeout`, which is how the two are told apart.
 */
export const callKeysToEvents = (
  webhook: TelnyxPayload<'call_keys'>,
  tools: TelnyxTools,
): readonly TelnyxResult[] => {
  const { event, ignore } = tools;
  const { event_type, payload } = webhook;
  const draft = callEnvelope(webhook, tools);
  const call = callData(webhook, tools);
  if (event_type === 'call.dtmf.received')
    return [
      event('call.dtmf.received', {
        ...draft,
        data: { ...call, digits: (payload.digit ?? '').slice(0, 256) },
      }),
    ];
  const { status } = payload;
  // The call ended, or a command stopped it: nobody answered the question.
  if (status === 'call_hangup' || status === 'cancelled' || status === 'cancelled_amd')
    return [ignore(`call.gather.ended.${status}`)];
  return [
    event('call.dtmf.received', {
      ...draft,
      data: { ...call, digits: (payload.digits ?? '').slice(0, 256), isTimeout: status === 'timeout' },
    }),
  ];
};

/**
 * It was found out who took the call, or that a message can be left now. A detection that was not sure is `unknown`.
 *
 * @see https://developers.telnyx.com/docs/voice/programmable-voice/answering-machine-detection
 */
export const callMachineToEvents = (
  webhook: TelnyxPayload<'call_machine'>,
  tools: TelnyxTools,
): readonly TelnyxResult[] => {
  const isGreeting = webhook.event_type.endsWith('greeting.ended');
  const result = webhook.payload.result ?? 'not_sure';
  const answeredBy = isGreeting ? ('machine' as const) : (detected[result] ?? ('unknown' as const));
  return [
    tools.event('call.machine.detected', {
      ...callEnvelope(webhook, tools),
      data: present({
        ...callData(webhook, tools),
        answeredBy,
        // Where there was no beep, or it is not sure, nothing says that the greeting is over.
        isGreetingOver: isGreeting ? result === 'ended' || result === 'beep_detected' : undefined,
      }),
    }),
  ];
};

const detected: Readonly<Record<string, 'human' | 'machine' | 'fax' | undefined>> = {
  human: 'human',
  human_residence: 'human',
  human_business: 'human',
  machine: 'machine',
  fax_detected: 'fax',
};

/** How long the URLs of a recording are good for: ten minutes. https://developers.telnyx.com/docs/voice/programmable-voice/receiving-webhooks */
const recordingUrlLifeMs = 600_000;

/** A recording can be fetched, at once: its URL is good for ten minutes; a public one, for as long as the recording is kept. */
export const callRecordingToEvents = (
  webhook: TelnyxPayload<'call_recording'>,
  tools: TelnyxTools,
): readonly TelnyxResult[] => {
  const { id, occurred_at, payload } = webhook;
  const { recording_urls: private_, public_recording_urls: shared } = payload;
  const ofPublic = webUrlOf(shared?.wav) ?? webUrlOf(shared?.mp3);
  const url = ofPublic ?? webUrlOf(private_?.wav) ?? webUrlOf(private_?.mp3);
  const isWav = url !== undefined && (url === shared?.wav || url === private_?.wav);
  const [start, end] = [payload.recording_started_at?.date, payload.recording_ended_at?.date];
  return [
    tools.event('call.recording.available', {
      ...callEnvelope(webhook, tools),
      data: present({
        ...callData(webhook, tools),
        recordingId: payload.recording_id ?? id,
        url,
        contentType: url === undefined ? undefined : isWav ? 'audio/wav' : 'audio/mpeg',
        durationSeconds: start && end && end >= start ? (end.getTime() - start.getTime()) / 1_000 : undefined,
        channelCount: payload.channels === 'dual' ? 2 : payload.channels === 'single' ? 1 : undefined,
        expiresAt:
          ofPublic === undefined && url !== undefined && occurred_at
            ? new Date(occurred_at.date.getTime() + recordingUrlLifeMs).toISOString()
            : undefined,
      }),
    }),
  ];
};

/** What was said in a recording can be read. */
export const recordingTranscriptionToEvents = (
  webhook: TelnyxPayload<'recording_transcription'>,
  tools: TelnyxTools,
): readonly TelnyxResult[] => {
  const { payload } = webhook;
  if (payload.status !== undefined && payload.status !== 'completed')
    return [tools.ignore(`call.recording.transcription.${payload.status}`)];
  return [
    tools.event('call.transcription.available', {
      ...callEnvelope(webhook, tools),
      data: present({
        ...callData(webhook, tools),
        transcriptionId: payload.recording_transcription_id,
        recordingId: payload.recording_id,
        text: payload.transcription_text,
      }),
    }),
  ];
};

/** Something said was understood while the call goes on. */
export const liveTranscriptionToEvents = (
  webhook: TelnyxPayload<'live_transcription'>,
  tools: TelnyxTools,
): readonly TelnyxResult[] => {
  const { transcript, confidence, is_final } = webhook.payload.transcription_data;
  return [
    tools.event('call.speech.recognized', {
      ...callEnvelope(webhook, tools),
      data: present({
        ...callData(webhook, tools),
        text: transcript,
        confidence: confidence ?? undefined,
        isFinal: is_final ?? undefined,
      }),
    }),
  ];
};
