import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';

const errorBody = z.object({
  error: z.object({
    type: z.string().optional().catch(undefined),
    code: z.string().optional().catch(undefined),
    decline_code: z.string().optional().catch(undefined),
    param: z.string().optional().catch(undefined),
    message: z.string().optional().catch(undefined),
  }),
});

/**
 * What Stripe's codes mean for a delivery, where the status does not say it: the credentials are wrong, or another request
 * holds the object or the key for a moment.
 *
 * @see https://docs.stripe.com/error-codes
 */
const dispositions: Readonly<Record<string, 'retry' | 'reauthorize'>> = {
  account_invalid: 'reauthorize',
  api_key_expired: 'reauthorize',
  platform_api_key_expired: 'reauthorize',
  secret_key_required: 'reauthorize',
  idempotency_key_in_use: 'retry',
  lock_timeout: 'retry',
  rate_limit: 'retry',
};

/**
 * Reads an error of Stripe's. `vendorCode` is the error's `code`, such as `card_declined` or `resource_missing`, else its
 * type; the bank's decline code ends the message. A decline (402) and a key that was used for another request
 * (`idempotency_error`) are rejected.
 *
 * `Stripe-Should-Retry` wins over what the status says. A 5xx that is replayed from an earlier use of the key, or that Stripe
 * says not to retry, is ambiguous: it would be answered the same for ever, and the first request may have taken effect.
 *
 * @see https://docs.stripe.com/error-low-level
 */
export const stripeError = ({ status, headers, body }: HttpResponse): ErrorReading | undefined => {
  if (status < 400) return undefined;
  const error = errorBody.safeParse(body).data?.error ?? {};
  const disposition = dispositionOf(status, headers, error.code);
  const vendorCode = error.code ?? error.type;
  const details = [error.param, error.decline_code].filter((detail) => detail !== undefined);
  const message = [error.message, details.length > 0 ? `(${details.join(', ')})` : undefined]
    .filter((part) => part !== undefined)
    .join(' ');
  return {
    ...(disposition && { disposition }),
    ...(vendorCode !== undefined && { vendorCode }),
    ...(message !== '' && { message }),
  };
};

const dispositionOf = (
  status: number,
  headers: Readonly<Record<string, string>>,
  code: string | undefined,
): ErrorReading['disposition'] => {
  if (code !== undefined && Object.hasOwn(dispositions, code)) return dispositions[code];
  if (status === 401 || status === 403) return undefined;
  const { 'stripe-should-retry': shouldRetry, 'idempotent-replayed': replayed } = headers;
  if (status >= 500 && (shouldRetry === 'false' || replayed === 'true')) return 'ambiguous';
  if (shouldRetry === 'true') return 'retry';
  if (shouldRetry === 'false') return 'reject';
  // 409: the key or the object is in use. 424: a system behind Stripe failed. https://docs.stripe.com/api/errors
  return status === 409 || status === 424 ? 'retry' : undefined;
};
