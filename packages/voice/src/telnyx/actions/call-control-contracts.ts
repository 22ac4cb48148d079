import { defineAction, pii } from '@touchline/core';
import { z } from 'zod';
import { callAddress, callId } from '../../contract/call.ts';
import { spokenLanguage, spokenText, vendorFetchedUrl } from '../../contract/call-script.ts';

const call = {
  callId: callId.describe('The `call_control_id`: the `callId` of the call’s events.'),
  clientState: z
    .string()
    .min(1)
    .max(4096)
    .meta(pii('other'))
    .optional()
    .describe('Comes back in `metadata.clientState` of all later events of the call.'),
};

const output = z.object({ callId });

const voice = z.string().min(1).max(256).optional().describe('Default: `voice` of the config.');

const loop = z.int().min(1).max(100).optional().describe('How often. Default: once.');

const digits = z
  .string()
  .regex(/^[0-9A-D*#wW]{1,64}$/, 'must be keys, with w or W for a pause')
  .meta(pii('other'));

const example = { callId: 'v3:MdI91X4lWFEs7IgbBEOT9M4AigoY08M0WWZFISt1Yw2axZ_IiE4pqg' };

/** Takes a call that came in. */
export const answerCall = defineAction({
  name: 'answerCall',
  title: 'Answer a call',
  description: 'Takes a call that came in. `call.answered` follows.',
  input: z.strictObject(call),
  output,
  effect: 'write',
  idempotent: 'natural',
  example,
});

/** Turns a call away. */
export const rejectCall = defineAction({
  name: 'rejectCall',
  title: 'Reject a call',
  description: 'Turns a call away that came in and was not answered.',
  input: z.strictObject({ ...call, cause: z.enum(['rejected', 'busy']).default('rejected') }),
  output,
  effect: 'destructive',
  idempotent: 'natural',
  example: { ...example, cause: 'busy' },
});

/** Says something in a call. */
export const speakText = defineAction({
  name: 'speakText',
  title: 'Speak in a call',
  description: 'Reads a text, or SSML, aloud to whoever is on the call.',
  input: z.strictObject({
    ...call,
    text: spokenText,
    isSsml: z
      .boolean()
      .default(false)
      .describe('Whether the text is SSML. What is inserted into it must be escaped.'),
    voice,
    language: spokenLanguage.optional().describe('Of the voice, where it speaks several.'),
    loop,
  }),
  output,
  effect: 'write',
  idempotent: 'no',
  example: { ...example, text: 'Your order has left our warehouse.', language: 'en-US' },
});

/** Plays a file in a call. */
export const playAudio = defineAction({
  name: 'playAudio',
  title: 'Play audio in a call',
  description: 'Plays a file, MP3 or WAV, to whoever is on the call.',
  input: z.strictObject({ ...call, url: vendorFetchedUrl, loop }),
  output,
  effect: 'write',
  idempotent: 'no',
  example: { ...example, url: 'https://shop.example.com/welcome.mp3' },
});

/** Asks for keys. */
export const gatherDigits = defineAction({
  name: 'gatherDigits',
  title: 'Gather digits',
  description: 'Says what is asked for and waits for keys. They come as call.dtmf.received with `isTimeout`.',
  input: z
    .strictObject({
      ...call,
      say: spokenText.optional().describe('What is asked for. Without it, it waits in silence.'),
      voice,
      language: spokenLanguage.optional(),
      minDigits: z.int().min(1).max(128).default(1),
      maxDigits: z.int().min(1).max(128).default(128).describe('Ends it after so many keys.'),
      validDigits: z
        .string()
        .regex(/^[0-9A-D*#]{1,16}$/, 'must be keys')
        .optional()
        .describe('Default: `0123456789#*`.'),
      finishOnKey: z
        .string()
        .regex(/^[0-9A-D*#]$/, 'must be one key')
        .default('#'),
      timeoutSeconds: z.int().min(1).max(600).default(60).describe('How long it waits in all.'),
      digitTimeoutSeconds: z.int().min(1).max(120).default(5).describe('How long it waits for the next key.'),
      maxTries: z.int().min(1).max(10).default(3).describe('How often it asks, where it says something.'),
    })
    .refine(({ minDigits, maxDigits }) => minDigits <= maxDigits, {
      message: 'needs minDigits of at most maxDigits',
    }),
  output,
  effect: 'write',
  idempotent: 'no',
  example: { ...example, say: 'Press 1 to hear when it arrives.', maxDigits: 1 },
});

/** Begins to record a call. */
export const startRecording = defineAction({
  name: 'startRecording',
  title: 'Start a recording',
  description:
    'Records a call until it ends or is told to stop. call.recording.available follows. Ask for consent where the law wants it.',
  input: z.strictObject({
    ...call,
    format: z.enum(['mp3', 'wav']).default('mp3'),
    channels: z
      .enum(['single', 'dual'])
      .default('single')
      .describe('`dual`: each side on a channel of its own.'),
    playBeep: z.boolean().default(false),
    maxSeconds: z.int().min(1).max(14_400).optional(),
    silenceSeconds: z.int().min(1).max(600).optional().describe('Ends it after so long a silence.'),
  }),
  output,
  effect: 'write',
  idempotent: 'no',
  example: { ...example, channels: 'dual' },
});

/** Ends a recording. */
export const stopRecording = defineAction({
  name: 'stopRecording',
  title: 'Stop a recording',
  description: 'Ends the recordings of a call that are under way.',
  input: z.strictObject(call),
  output,
  effect: 'write',
  idempotent: 'natural',
  example,
});

/** Connects a call with somebody else. */
export const transferCall = defineAction({
  name: 'transferCall',
  title: 'Transfer a call',
  description: 'Calls somebody else and connects them with the call once they answer: call.bridged follows.',
  input: z.strictObject({
    ...call,
    to: callAddress.describe('A number in E.164, or a SIP URI.'),
    from: callAddress.optional().describe('What the other side sees. Default: the number that was called.'),
    timeoutSeconds: z.int().min(5).max(600).default(30).describe('How long it rings there.'),
  }),
  output,
  effect: 'write',
  idempotent: 'no',
  example: { ...example, to: '+14155550199' },
});

/** Joins two calls. */
export const bridgeCalls = defineAction({
  name: 'bridgeCalls',
  title: 'Bridge two calls',
  description: 'Joins two calls that are under way, so that both sides hear each other.',
  input: z.strictObject({ ...call, otherCallId: callId }),
  output,
  effect: 'write',
  idempotent: 'no',
  example: { ...example, otherCallId: 'v3:T02llQxIyaRkhfRKxgAP8nY511EhFLizdvdUKJiSw8d6A9BborherQ' },
});

/** Presses keys. */
export const sendDigits = defineAction({
  name: 'sendDigits',
  title: 'Send digits',
  description: 'Presses keys in a call, as for the menu of another company.',
  input: z.strictObject({ ...call, digits }),
  output,
  effect: 'write',
  idempotent: 'no',
  example: { ...example, digits: '1w2' },
});

/** What `answerCall` takes. */
export interface AnswerCallInput extends z.input<typeof answerCall.input> {}
/** What `rejectCall` takes. */
export interface RejectCallInput extends z.input<typeof rejectCall.input> {}
/** What `speakText` takes. */
export interface SpeakTextInput extends z.input<typeof speakText.input> {}
/** What `playAudio` takes. */
export interface PlayAudioInput extends z.input<typeof playAudio.input> {}
/** What `gatherDigits` takes. */
export interface GatherDigitsInput extends z.input<typeof gatherDigits.input> {}
/** What `startRecording` takes. */
export interface StartRecordingInput extends z.input<typeof startRecording.input> {}
/** What `stopRecording` takes. */
export interface StopRecordingInput extends z.input<typeof stopRecording.input> {}
/** What `transferCall` takes. */
export interface TransferCallInput extends z.input<typeof transferCall.input> {}
/** What `bridgeCalls` takes. */
export interface BridgeCallsInput extends z.input<typeof bridgeCalls.input> {}
/** What `sendDigits` takes. */
export interface SendDigitsInput extends z.input<typeof sendDigits.input> {}
/** What every command of call control answers with: Telnyx accepted it. That it is done comes as an event. */
export interface CallCommandOutput extends z.output<typeof output> {}
