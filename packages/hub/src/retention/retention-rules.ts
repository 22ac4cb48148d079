import { issuesOf, isTypePattern, matchesPattern, sentenceOf, TouchlineError } from '@touchline/core';
import { z } from 'zod';

/** For what events are kept, and how long. */
export interface RetentionPurpose {
  /** Patterns of the event types that are kept for it: `page.viewed`, `payment.*`, `*`. */
  readonly types: readonly string[];
  /** How long they are kept, in milliseconds. */
  readonly maxAgeMs: number;
}

/**
 * By purpose: `{ analytics: { types: ['page.*'], maxAgeMs: … }, accounting: { types: ['payment.*', 'invoice.*'], maxAgeMs: … } }`. An
 * event that is kept for several purposes is kept as long as one of them needs it; one that is kept for none is kept until its
 * person is erased.
 */
export type RetentionOptions = Readonly<Record<string, RetentionPurpose>>;

/** Event types that are kept equally long. */
export interface RetentionGroup {
  readonly maxAgeMs: number;
  readonly types: readonly string[];
}

/**
 * The types of a catalogue by how long they are kept; without those that are kept for ever.
 *
 * @throws TouchlineError `config.invalid`, naming what is wrong.
 */
export const retentionGroups = (
  options: RetentionOptions,
  types: readonly string[],
): readonly RetentionGroup[] => {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const issues = issuesOf(parsed.error);
    throw new TouchlineError('config.invalid', `Retention of the hub: ${sentenceOf(issues)}.`, { issues });
  }
  const purposes = Object.values(parsed.data);
  const byAge = new Map<number, string[]>();
  for (const type of types) {
    const ages = purposes
      .filter((purpose) => purpose.types.some((pattern) => matchesPattern(pattern, type)))
      .map(({ maxAgeMs }) => maxAgeMs);
    if (ages.length === 0) continue;
    const maxAgeMs = Math.max(...ages);
    byAge.set(maxAgeMs, [...(byAge.get(maxAgeMs) ?? []), type]);
  }
  return [...byAge].map(([maxAgeMs, ofAge]) => ({ maxAgeMs, types: ofAge }));
};

const schema = z.record(
  z.string().min(1).max(128),
  z.strictObject({
    types: z
      .array(
        z
          .string()
          .refine(isTypePattern, 'must be a pattern of event types: payment.succeeded, payment.* or *'),
      )
      .min(1),
    maxAgeMs: z.number().positive(),
  }),
);
