import { phoneNumber, pii } from '@touchline/core';
import { z } from 'zod';

/** A URL that the vendor fetches or posts to. */
export const vendorFetchedUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .max(4000);

/** What is said: the vendor's speech synthesis reads it aloud. */
export const spokenText = z.string().min(1).max(3000).meta(pii('free_text'));

/** The language of speech, BCP 47. */
export const spokenLanguage = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, 'must be a BCP 47 language tag, such as en-GB');

/** One step of what happens in a call once it is taken, in words that every vendor has. */
export const callStep = z
  .discriminatedUnion('step', [
    z.strictObject({
      step: z.literal('say'),
      text: spokenText,
      language: spokenLanguage.optional().describe('Default: that of the call.'),
    }),
    z.strictObject({
      step: z.literal('play'),
      url: vendorFetchedUrl.describe('An audio file, WAV or MP3.'),
    }),
    z.strictObject({ step: z.literal('pause'), seconds: z.int().min(1).max(120) }),
    z.strictObject({
      step: z.literal('gather'),
      say: spokenText.describe('What is asked for. Keys pressed meanwhile end it.'),
      maxDigits: z
        .int()
        .min(1)
        .max(32)
        .optional()
        .describe('Ends it after so many keys. Default: `#` ends it.'),
      timeoutSeconds: z.int().min(1).max(60).default(5).describe('How long to wait for the next key.'),
    }),
    z.strictObject({
      step: z.literal('record'),
      maxSeconds: z.int().min(1).max(3600).default(120),
      silenceSeconds: z.int().min(1).max(60).default(5).describe('Ends it after so long a silence.'),
    }),
    z.strictObject({
      step: z.literal('transfer'),
      to: phoneNumber,
      timeoutSeconds: z.int().min(1).max(600).default(30).describe('How long it rings there.'),
    }),
    z.strictObject({ step: z.literal('hang_up') }),
  ])
  .meta({ id: 'CallStep', description: 'One step of what happens in a call once it is taken.' });

/** See {@link callStep}. */
export type CallStep = z.output<typeof callStep>;
