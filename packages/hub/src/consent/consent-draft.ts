import { randomUUID } from 'node:crypto';
import { issuesOf, pii, sentenceOf, TouchlineError, timestamp } from '@touchline/core';
import { z } from 'zod';
import { type ConsentChoice, everything, strengths } from './consent-choice.ts';
import type { ConsentDetails } from './consent-statement.ts';

const word = z.string().min(1).max(256);

/** What is recorded about consent. Strict: a key that is not known is refused. */
export const consentDraft = z.strictObject({
  purpose: word.describe('`marketing`; `*` for all.'),
  channel: z
    .string()
    .min(1)
    .max(64)
    .transform((channel) => channel.toLowerCase())
    .default(everything)
    .describe('`email`, `sms`, …; default all.'),
  status: z.enum(['granted', 'withdrawn']),
  strength: z
    .enum(strengths)
    .default('explicit')
    .describe(
      '`implied`: it follows from something else, such as a purchase. `explicit`: the person did something to say so. `confirmed`: and confirmed it from the address that it is about.',
    ),
  at: timestamp.optional().describe('When it was said. Default now; not in the future.'),
  expiresAt: timestamp.optional().describe('Until when it holds.'),
  by: word.meta(pii('identifier')).describe('Who recorded it: `preference-centre`, the id of an agent.'),
  proof: z
    .record(word, z.string().max(16_384).meta(pii('other')))
    .optional()
    .describe('What shows that it was said.'),
  policyVersion: word.optional().describe('The version of the policy that was agreed to.'),
  id: z
    .string()
    .regex(/^[\w.:-]{1,128}$/, 'must be 1 to 128 letters, digits or any of . : _ -')
    .optional()
    .describe('Makes recording it again change nothing. Default: one of its own.'),
});

/** See {@link consentDraft}. */
export interface ConsentDraft extends z.input<typeof consentDraft> {}

/**
 * A draft as what is kept of it, with its own id where it has one.
 *
 * @throws TouchlineError `hub.consent_invalid`
 */
export const readConsentDraft = (draft: ConsentDraft, nowMs: number) => {
  const parsed = consentDraft.safeParse(draft);
  if (!parsed.success) {
    const issues = issuesOf(parsed.error);
    throw new TouchlineError('hub.consent_invalid', `Consent: ${sentenceOf(issues)}.`, { issues });
  }
  const { by, proof, policyVersion, at, expiresAt, id, ...said } = parsed.data;
  const atMs = at === undefined ? nowMs : Date.parse(at);
  if (atMs > nowMs)
    throw new TouchlineError('hub.consent_invalid', 'Consent: at must not lie in the future.');
  const choice: ConsentChoice = {
    ...said,
    id: id ?? randomUUID(),
    atMs,
    expiresAtMs: expiresAt === undefined ? undefined : Date.parse(expiresAt),
  };
  const details: ConsentDetails = {
    source: { kind: 'recorded', by },
    ...(proof && { proof }),
    ...(policyVersion !== undefined && { policyVersion }),
  };
  return { id, choice, details };
};
