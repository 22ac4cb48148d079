import { z } from 'zod';
import { readOrRefuse } from '../errors/read-or-refuse.ts';
import type { DeadLetterFilter } from './dead-letters.ts';
import { isTypePattern } from './type-pattern.ts';

const filterSchema = z.strictObject({
  ids: z.array(z.string()).optional(),
  kind: z.enum(['delivery', 'webhook']).optional(),
  subscriptions: z.array(z.string()).optional(),
  connector: z.string().optional(),
  stages: z.array(z.enum(['map', 'input', 'authorize', 'deliver', 'parse'])).optional(),
  codes: z.array(z.string()).optional(),
  types: z.array(z.string().refine(isTypePattern, 'must be a type, a prefix with .* or *')).optional(),
  fromMs: z.number().optional(),
  beforeMs: z.number().optional(),
});

/**
 * Refuses a filter of dead letters that does not say what it means: a misspelt member would choose all letters, and a
 * discard is for good. For those who implement an {@link EventLog}.
 *
 * @throws TouchlineError `dead_letter.filter_invalid` that names the members.
 */
export const checkDeadLetterFilter = (filter: DeadLetterFilter): void => {
  readOrRefuse((given) => filterSchema.safeParse(given), filter, {
    code: 'dead_letter.filter_invalid',
    subject: 'Filter of dead letters',
  });
};
