import { timestamp, typePatternSource } from '@touchline/core';
import { z } from 'zod';

/** A pattern of event types. */
export const typePattern = z
  .string()
  .regex(new RegExp(`^${typePatternSource}$`), 'must be a type or a pattern');

/** Patterns of event types, joined by commas. */
export const typesField = z
  .string()
  .max(4_096)
  .regex(
    new RegExp(`^${typePatternSource}(,${typePatternSource})*$`),
    'must be types or patterns such as payment.*, joined by commas',
  )
  .describe('Types or patterns such as `payment.*`, joined by commas. Default: all.');

export const limitField = z.int().min(1).max(1_000).default(100).describe('At most so many.');

export const cursorField = z
  .string()
  .min(1)
  .max(1_024)
  .describe('`nextCursor` of the page before, with the same filters.');

export const timeField = (description: string) => timestamp.describe(description);

/** A text from a list that is joined by commas. */
export const listOf = (text: string | undefined): readonly string[] | undefined => text?.split(',');

export const isoOf = (ms: number): string => new Date(ms).toISOString();
