import { parseJsonBody } from '@touchline/core';
import { z } from 'zod';
import { account, fraction, sid, text, time, whole } from './fields.ts';

/** What every webhook of a call has. `From` is empty where the number is withheld. */
const callParties = {
  ...account,
  CallSid: sid,
  From: z.string().max(512).default(''),
  To: z.string().min(1).max(512),
  Direction: text,
  ParentCallSid: text,
};

/** Someone calls. */
export const incomingCall = z.object({
  kind: z.literal('incoming_call'),
  ...callParties,
  CallStatus: z.string(),
  CallerName: text,
});

/** How to go on with a call? */
export const voiceRequest = z.object({
  kind: z.literal('voice_request'),
  ...callParties,
  CallStatus: z.string(),
  AnsweredBy: text,
  DialCallStatus: text,
  RecordingUrl: text,
});

/** What a Gather took. */
export const gather = z.object({
  kind: z.literal('gather'),
  ...callParties,
  CallStatus: z.string(),
  Digits: z.string().max(256).optional(),
  FinishedOnKey: text,
  SpeechResult: z.string().max(10_000).optional(),
  Confidence: fraction,
  Language: text,
});

/** Where a call stands. */
export const callStatus = z.object({
  kind: z.literal('call_status'),
  ...callParties,
  CallStatus: z.string().min(1).max(64),
  Timestamp: time,
  SequenceNumber: whole,
  CallDuration: whole,
  CallerName: text,
  AnsweredBy: text,
  SipResponseCode: whole,
  ErrorCode: text,
  ErrorMessage: text,
  RecordingUrl: text,
});

/** Who took a call, found out in the background. */
export const machineDetection = z.object({
  kind: z.literal('machine_detection'),
  ...account,
  CallSid: sid,
  AnsweredBy: z.string().min(1).max(64),
});

/** How far a recording is. */
export const recording = z.object({
  kind: z.literal('recording'),
  ...account,
  CallSid: sid,
  RecordingSid: sid,
  RecordingStatus: z.string().min(1).max(64),
  RecordingUrl: text,
  RecordingDuration: whole,
  RecordingChannels: whole,
});

/** How far the transcription of a recording is. */
export const transcription = z.object({
  kind: z.literal('transcription'),
  ...account,
  CallSid: sid,
  From: text,
  To: text,
  TranscriptionSid: sid,
  TranscriptionStatus: z.string().max(64).default('completed'),
  TranscriptionText: text,
  TranscriptionUrl: text,
  RecordingSid: text,
});

/** What was understood, as JSON within a field of the form. */
const transcript = z
  .string()
  .transform((json, context) => {
    try {
      return parseJsonBody(Buffer.from(json));
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  })
  .pipe(
    z.object({
      transcript: z.string(),
      confidence: z.number().min(0).max(1).optional().catch(undefined),
    }),
  );

/** What is said in a call, while it goes on. */
export const liveTranscription = z.object({
  kind: z.literal('live_transcription'),
  ...account,
  CallSid: sid,
  TranscriptionSid: sid,
  TranscriptionEvent: z.string().min(1).max(64),
  TranscriptionData: transcript.optional(),
  Final: text,
  LanguageCode: text,
  SequenceId: whole,
  Timestamp: time,
});
