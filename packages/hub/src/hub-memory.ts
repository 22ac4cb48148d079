import { issuesOf, sentenceOf, TouchlineError } from '@touchline/core';
import { z } from 'zod';

/**
 * How much a hub keeps in memory of what stands in its storage, beside the storage's own cache. Less is slower, and changes nothing
 * else.
 */
export interface HubMemory {
  /** The keys of so many identifiers, about 300 bytes each. Default 50,000. */
  readonly keys?: number | undefined;
  /** The traits of so many identifiers, one or two kilobytes each. Default 10,000. */
  readonly profiles?: number | undefined;
  /** The consents of so many identifiers, about 300 bytes each. Default 100,000. */
  readonly consents?: number | undefined;
  /** So many sets of identifiers that were seen together, 24 bytes each. Default 2^20. */
  readonly seenTogether?: number | undefined;
}

/**
 * Checks the sizes.
 *
 * @throws TouchlineError `config.invalid`
 */
export const hubMemoryOf = (memory: HubMemory = {}): HubMemory => {
  const parsed = schema.safeParse(memory);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  throw new TouchlineError('config.invalid', `Memory of the hub: ${sentenceOf(issues)}.`, { issues });
};

const size = z
  .int()
  .min(1)
  .max(2 ** 28)
  .optional();
const schema = z.strictObject({ keys: size, profiles: size, consents: size, seenTogether: size });
