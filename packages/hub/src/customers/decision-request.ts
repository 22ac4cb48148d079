import { issuesOf, sentenceOf, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { DecisionNote } from '../identity/decide.ts';
import type { Identifier } from '../identity/identifier.ts';

const decisionNote = z.object({ by: z.string().min(1).max(256), why: z.string().min(1).max(1_000) });

const identifiersOfDecision = z
  .array(z.object({ namespace: z.string(), value: z.unknown() }))
  .min(1)
  .max(1_000);

/** @throws TouchlineError `hub.decision_invalid` */
export const readDecisionNote = (note: unknown): DecisionNote => read(decisionNote, note, 'its note');

/** @throws TouchlineError `hub.decision_invalid` */
export const readDecisionIdentifiers = (identifiers: unknown): readonly Identifier[] =>
  read(identifiersOfDecision, identifiers, 'its identifiers') as readonly Identifier[];

const read = <Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  throw new TouchlineError(
    'hub.decision_invalid',
    `The decision is invalid, ${what}: ${sentenceOf(issues)}.`,
    {
      issues,
    },
  );
};
