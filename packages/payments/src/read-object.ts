import { hotParserOf, issuesOf, sentenceOf, TouchlineError } from '@touchline/core';
import type { z } from 'zod';

/** What is read, for the error. */
export interface ObjectPlace {
  /** The vendor's kind of the webhook: `payment_intent.succeeded`. */
  readonly kind: string;
  /** Where the object stands in it: `data.object`. */
  readonly path: string;
}

/**
 * Reads the object that a vendor's webhook is about.
 *
 * @throws TouchlineError `webhook.payload_invalid`, naming the fields, when it lacks what the schema demands.
 */
export const readObject = <Schema extends z.ZodType>(
  schema: Schema,
  object: unknown,
  { kind, path: place }: ObjectPlace,
): z.output<Schema> => {
  const parsed = hotParserOf(schema)(object);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error).map(({ path, message }) => ({
    path: path === '' ? place : `${place}.${path}`,
    message,
  }));
  throw new TouchlineError('webhook.payload_invalid', `Payload of ${kind}: ${sentenceOf(issues)}.`, {
    issues,
  });
};
