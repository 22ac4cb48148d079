import { type RetentionPolicy, readOrRefuse } from '@touchline/core';
import { z } from 'zod';
import type { LocalLogOptions } from './local-log.ts';
import type { MemoryLogOptions } from './memory-log.ts';
import type { SqliteLogOptions } from './sqlite-log.ts';

const aFunction = z.custom((value) => typeof value === 'function', 'must be a function');
const count = z.int('must be a whole number').min(1, 'must be at least 1');
const notNegative = z.custom(
  (value) => typeof value === 'number' && value >= 0,
  'must be a number, and not negative',
);

const localShape = {
  clock: z.object({ now: aFunction, schedule: aFunction }).optional(),
  checkpointIntervalMs: notNegative.optional(),
  windowSize: count.optional(),
  onCommit: aFunction.optional(),
} satisfies Record<keyof LocalLogOptions, z.ZodType>;

const memorySchema = z.strictObject({
  ...localShape,
  storage: z.custom((value) => typeof value === 'object' && value !== null, 'must be a storage').optional(),
} satisfies Record<keyof MemoryLogOptions, z.ZodType>);

const sqliteSchema = z.strictObject({
  ...localShape,
  path: z.string('must be a path'),
  // A word that is misspelt must not weaken what is promised.
  durability: z.enum(['power-loss', 'process-crash'], "must be 'power-loss' or 'process-crash'").optional(),
  maxFileBytes: count.optional(),
  writer: z.enum(['auto', 'thread', 'inline'], "must be 'auto', 'thread' or 'inline'").optional(),
} satisfies Record<keyof SqliteLogOptions, z.ZodType>);

const retentionSchema = z.strictObject({
  maxAgeMs: notNegative.optional(),
  maxEvents: notNegative.optional(),
  maxBytes: notNegative.optional(),
} satisfies Record<keyof RetentionPolicy, z.ZodType>);

/** @throws TouchlineError `config.invalid` that names every option which is not known or cannot be. */
export const checkMemoryLogOptions = (options: MemoryLogOptions): void =>
  refuseOthers(memorySchema, options, 'Options of the memory log');

/** @throws TouchlineError `config.invalid` that names every option which is not known or cannot be. */
export const checkSqliteLogOptions = (options: SqliteLogOptions): void =>
  refuseOthers(sqliteSchema, options, 'Options of the SQLite log');

/**
 * What is dropped is gone, so a policy that does not say what it means drops nothing.
 *
 * @throws TouchlineError `config.invalid` that names every member which is not known or cannot be.
 */
export const checkRetentionPolicy = (policy: RetentionPolicy): void =>
  refuseOthers(retentionSchema, policy, 'Retention policy');

const refuseOthers = (schema: z.ZodType, value: unknown, subject: string): void => {
  readOrRefuse((given) => schema.safeParse(given), value, { code: 'config.invalid', subject });
};
