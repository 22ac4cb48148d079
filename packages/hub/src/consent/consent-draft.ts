import { timestamp } from '@touchline/core';
import { z } from 'zod';
import { everything, strengths } from './consent-choice.ts';

const word = z.string().min(1).max(256);

/** What is recorded about consent. Strict: a key that is not known is refused. */
export const consentDraft = z.strictObject({
  /** `marketing`; `*` for all. */
  purpose: word,
  /** `email`, `sms`, …; default all. */
  channel: z
    .string()
    .min(1)
    .max(64)
    .transform((channel) => channel.toLowerCase())
    .default(everything),
  status: z.enum(['granted', 'withdrawn']),
  strength: z.enum(strengths).default('explicit'),
  /** When it was said. Default now; not in the future. */
  at: timestamp.optional(),
  /** Until when it holds. */
  expiresAt: timestamp.optional(),
  /** Who recorded it: `preference-centre`, the id of an agent. */
  by: word,
  /** What shows that it was said. */
  proof: z.record(word, z.string().max(16_384)).optional(),
  policyVersion: word.optional(),
  /** Makes recording it again change nothing. Default: one of its own. */
  id: z
    .string()
    .regex(/^[\w.:-]{1,128}$/, 'must be 1 to 128 letters, digits or any of . : _ -')
    .optional(),
});

/** See {@link consentDraft}. */
export interface ConsentDraft extends z.input<typeof consentDraft> {}
