import { timestamp } from '@touchline/core';
import { z } from 'zod';

/** Patterns of event types, joined by commas. */
export const typesField = z
  .string()
  .max(4_096)
  .regex(
    /^(\*|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?)(,(\*|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?))*$/,
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
