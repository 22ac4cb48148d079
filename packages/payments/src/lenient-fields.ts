import { emailAddress, phoneNumber } from '@touchline/core';
import { z } from 'zod';

/**
 * A field that is only passed on: null, absent or of an unexpected shape is all the same, because none of it may cost the
 * event. What an event cannot do without is written without this.
 */
export const passedOn = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

/** An e-mail address as somebody entered it: what is none is left out. */
export const enteredEmail = passedOn(z.preprocess(trimmed, emailAddress));

/** A phone number as somebody entered it: taken where it is E.164 but for the usual spaces, dots, dashes and parentheses. */
export const enteredPhone = passedOn(
  z.preprocess((value) => (typeof value === 'string' ? value.replace(/[\s().-]/g, '') : value), phoneNumber),
);

/** A name as somebody entered it. */
export const enteredName = passedOn(z.preprocess(trimmed, z.string().min(1).max(512)));

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}
