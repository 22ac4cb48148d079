import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { callAddress, callId, callStatus } from './call.ts';
import { callStep, spokenLanguage, spokenText, vendorFetchedUrl } from './call-script.ts';

const placeCallInput = z
  .strictObject({
    to: callAddress.describe('A number in E.164, or what else the vendor connects to, such as a SIP URI.'),
    from: callAddress.optional().describe('A number of yours. Default: the one in the connector’s config.'),
    say: spokenText.optional().describe('Is read aloud; then the call ends.'),
    script: z
      .array(callStep)
      .min(1)
      .max(50)
      .optional()
      .describe(
        'What happens, step by step; then the call ends. `gather` ends it too where keys were pressed: they come as ' +
          'call.dtmf.received, and the steps after it are for who pressed none.',
      ),
    answerUrl: vendorFetchedUrl
      .optional()
      .describe('The vendor asks there what to do, in its own language, once the call is taken.'),
    language: spokenLanguage.default('en-US').describe('Of everything that is said.'),
    recording: z
      .enum(['none', 'mono', 'dual'])
      .default('none')
      .describe('`dual`: each side on a channel of its own. Ask for consent where the law wants it.'),
    machineDetection: z
      .enum(['off', 'on', 'until_greeting_ends'])
      .default('off')
      .describe(
        '`on`: finds out who took the call while it goes on. `until_greeting_ends`: begins only when a message can be left.',
      ),
    timeoutSeconds: z
      .int()
      .min(5)
      .max(120)
      .default(60)
      .describe('How long it rings before it counts as not answered.'),
  })
  .refine(({ say, script, answerUrl }) => [say, script, answerUrl].filter(isGiven).length === 1, {
    message: 'needs exactly one of say, script and answerUrl',
  });

const isGiven = (value: unknown): boolean => value !== undefined;

/** Calls someone. */
export const placeCall = defineAction({
  name: 'placeCall',
  title: 'Place a call',
  description:
    'Has the vendor call someone. What becomes of it comes as events: call.answered, call.no_answer, call.completed, ….',
  input: placeCallInput,
  output: z.object({ callId: callId.describe('The same in all events of the call.'), status: callStatus }),
  effect: 'write',
  idempotent: 'no',
  example: {
    to: '+14155550123',
    from: '+14155550100',
    script: [
      { step: 'say', text: 'Your order has left our warehouse.' },
      { step: 'gather', say: 'Press 1 to hear when it arrives.', maxDigits: 1 },
      { step: 'hang_up' },
    ],
    machineDetection: 'until_greeting_ends',
    timeoutSeconds: 30,
  },
});

/** What `placeCall` takes. */
export interface PlaceCallInput extends z.input<typeof placeCall.input> {}

/** What `placeCall` answers with. */
export interface PlaceCallOutput extends z.output<typeof placeCall.output> {}
