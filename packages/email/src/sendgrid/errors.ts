import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';

/**
 * `{ errors: [{ message, field, help }] }`:
 * https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/errors
 */
const errorBody = z.object({
  errors: z
    .array(z.object({ message: z.string().catch(''), field: z.string().nullish().catch(undefined) }))
    .min(1),
});

/**
 * What SendGrid's refusals mean beyond their status. It has no error codes: the field that it names, such as
 * `personalizations.0.to.0.email`, stands for one.
 */
export const sendgridError = ({ status, body }: HttpResponse): ErrorReading | undefined => {
  const parsed = status < 400 ? undefined : errorBody.safeParse(body);
  if (!parsed?.success) return undefined;
  const { errors } = parsed.data;
  const message = errors.map((error) => error.message).join('; ');
  const field = errors.map((error) => error.field).find((name) => name && name !== 'null');
  return { message, ...(field && { vendorCode: field }), ...exceptionOf(status, message) };
};

/** How often to ask whether there are credits again, in milliseconds. */
const creditsPauseMs = 60 * 60 * 1_000;

/** Refusals whose status says something else than what they mean. */
const exceptionOf = (status: number, message: string): ErrorReading => {
  // 401, though the key is good: the plan's e-mails of the day or month are used up.
  if (status === 401 && /maximum credits exceeded/i.test(message))
    return {
      code: 'http.rate_limited',
      vendorCode: 'maximum_credits_exceeded',
      retryAfterMs: creditsPauseMs,
    };
  // 403, though the key is good: this e-mail's sender is not verified, and others may be.
  if (status === 403 && /verified sender identity/i.test(message))
    return { disposition: 'reject', vendorCode: 'from' };
  return {};
};
