import { z } from 'zod';
import { readTwilioTime } from '../time.ts';

/** An id. */
export const sid = z.string().min(1).max(256);
/** A field that is not there, or is there and empty. */
export const text = z
  .string()
  .optional()
  .catch(undefined)
  .transform((value) => value || undefined);
/** See {@link readTwilioTime}. */
export const time = text.transform(readTwilioTime);
/** A whole number from 0 up; what is none is left out. */
export const whole = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)
  .optional()
  .catch(undefined);
/** A number from 0 to 1; what is none is left out. */
export const fraction = z
  .string()
  .regex(/^[01](\.\d{1,20})?$/)
  .transform(Number)
  .pipe(z.number().max(1))
  .optional()
  .catch(undefined);

/** The account, or subaccount, that it happened in. */
export const account = { AccountSid: text };
