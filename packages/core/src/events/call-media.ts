import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { channelAddress } from '../values/channel-address.ts';
import { customerRef } from '../values/customer-ref.ts';
import { timestamp } from '../values/timestamp.ts';
import { webUrl } from '../values/url.ts';
import { vendorId } from '../values/vendor-id.ts';
import { answeredBy } from './answered-by.ts';

const call = z.object({
  customer: customerRef.optional(),
  callId: vendorId.describe("The vendor's id of the call, the same in all its events."),
  from: channelAddress.optional().describe('Who calls.'),
  to: channelAddress.optional().describe('Who is called.'),
});

const example = {
  customer: { phone: '+14155550123' },
  callId: 'CA1234567890ABCDE',
  from: '+14155550123',
  to: '+14155550100',
};

const language = z.string().max(64).optional().describe('BCP 47.');
const confidence = z.number().min(0).max(1).optional().describe('How sure the vendor is: 0 to 1.');

/** Defines `call.dtmf.received`. */
export const callDtmfReceived = defineEvent({
  type: 'call.dtmf.received',
  title: 'Digits received',
  description: 'Someone pressed keys during a call.',
  data: call.extend({
    digits: z
      .string()
      .max(256)
      .meta(pii('other'))
      .describe('May be a PIN or a card number. Empty on a timeout.'),
    finishedBy: z.string().max(16).optional().describe('The key that ended it: `#`.'),
    isTimeout: z.boolean().optional().describe('Whether it ended because nothing more came.'),
  }),
  example: { ...example, digits: '1042', finishedBy: '#', isTimeout: false },
});

/** Data of `call.dtmf.received`: someone pressed keys during a call. */
export interface CallDtmfReceived extends z.output<typeof callDtmfReceived.data> {}

/** Defines `call.speech.recognized`. */
export const callSpeechRecognized = defineEvent({
  type: 'call.speech.recognized',
  title: 'Speech recognized',
  description: 'Something said during a call was understood.',
  data: call.extend({
    text: z.string().meta(pii('recording')),
    confidence,
    language,
    isFinal: z.boolean().optional().describe('Whether it will not be corrected any more.'),
  }),
  example: {
    ...example,
    text: 'I would like to know where my order is.',
    confidence: 0.93,
    language: 'en-GB',
    isFinal: true,
  },
});

/** Data of `call.speech.recognized`: something said during a call was understood. */
export interface CallSpeechRecognized extends z.output<typeof callSpeechRecognized.data> {}

/** Defines `call.recording.available`. */
export const callRecordingAvailable = defineEvent({
  type: 'call.recording.available',
  title: 'Recording available',
  description: 'The recording of a call can be fetched.',
  data: call.extend({
    recordingId: vendorId,
    url: webUrl.meta(pii('recording')).optional(),
    durationSeconds: z.number().nonnegative().optional(),
    contentType: z.string().max(256).optional(),
    channelCount: z.int().positive().optional().describe('2 where each side has a channel of its own.'),
    expiresAt: timestamp.optional().describe('Until when it can be fetched.'),
  }),
  example: {
    ...example,
    recordingId: 'RE1',
    url: 'https://voice.example.com/recordings/RE1',
    durationSeconds: 184,
    contentType: 'audio/wav',
    channelCount: 2,
    expiresAt: '2026-12-21T09:33:12Z',
  },
});

/** Data of `call.recording.available`: the recording of a call can be fetched. */
export interface CallRecordingAvailable extends z.output<typeof callRecordingAvailable.data> {}

/** Defines `call.transcription.available`. */
export const callTranscriptionAvailable = defineEvent({
  type: 'call.transcription.available',
  title: 'Transcription available',
  description: 'What was said in a call can be read.',
  data: call.extend({
    transcriptionId: vendorId.optional(),
    recordingId: vendorId.optional(),
    text: z.string().meta(pii('recording')).optional(),
    segments: z
      .array(
        z.object({
          text: z.string().meta(pii('recording')),
          speaker: z.string().max(512).meta(pii('name')).optional(),
          startSeconds: z.number().nonnegative().optional(),
          endSeconds: z.number().nonnegative().optional(),
        }),
      )
      .optional(),
    url: webUrl.meta(pii('recording')).optional(),
    language,
    confidence,
  }),
  example: {
    ...example,
    transcriptionId: 'TR1',
    recordingId: 'RE1',
    text: 'Where is my order?',
    segments: [{ text: 'Where is my order?', speaker: 'caller', startSeconds: 0.8, endSeconds: 2.1 }],
    url: 'https://voice.example.com/transcriptions/TR1',
    language: 'en-GB',
    confidence: 0.91,
  },
});

/** Data of `call.transcription.available`: what was said in a call can be read. */
export interface CallTranscriptionAvailable extends z.output<typeof callTranscriptionAvailable.data> {}

/** Defines `call.machine.detected`. */
export const callMachineDetected = defineEvent({
  type: 'call.machine.detected',
  title: 'Machine detected',
  description: 'It was found out who took the call: a person, an answering machine or a fax.',
  data: call.extend({
    answeredBy,
    isGreetingOver: z.boolean().optional().describe('Whether a message can be left now.'),
  }),
  example: { ...example, answeredBy: 'machine', isGreetingOver: true },
});

/** Data of `call.machine.detected`: it was found out who took the call: a person, an answering machine or a fax. */
export interface CallMachineDetected extends z.output<typeof callMachineDetected.data> {}

/** All events of what is said, pressed and recorded in a call. */
export const callMediaEvents: readonly EventDefinition[] = [
  callDtmfReceived,
  callSpeechRecognized,
  callRecordingAvailable,
  callTranscriptionAvailable,
  callMachineDetected,
];
