import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';
import { passedOn } from '../lenient-fields.ts';

const errorBody = z.object({
  errorCode: passedOn(z.union([z.string(), z.number().transform(String)])),
  errorType: passedOn(z.string()),
  message: passedOn(z.string()),
});

/**
 * What Adyen's codes mean for a delivery, where the status does not say it: the account is wrong, or another request with the key
 * is under way.
 *
 * @see https://docs.adyen.com/development-resources/error-codes
 * @see https://docs.adyen.com/development-resources/api-idempotency
 */
const dispositions: Readonly<Record<string, 'retry' | 'reauthorize'>> = {
  '010': 'reauthorize',
  '704': 'retry',
  '901': 'reauthorize',
};

/**
 * Reads an error of Adyen's. `vendorCode` is the `errorCode`, such as `167`. An answer that is marked as transient is tried
 * again, whatever its status: Adyen has not kept it under the idempotency key.
 */
export const adyenError = ({ status, headers, body }: HttpResponse): ErrorReading | undefined => {
  if (status < 400) return undefined;
  const { errorCode, errorType, message } = errorBody.safeParse(body).data ?? {};
  const disposition = dispositionOf(headers, errorCode, errorType);
  return {
    ...(disposition && { disposition }),
    ...(errorCode !== undefined && { vendorCode: errorCode }),
    ...(message !== undefined && { message }),
  };
};

const dispositionOf = (
  headers: Readonly<Record<string, string>>,
  errorCode: string | undefined,
  errorType: string | undefined,
): ErrorReading['disposition'] => {
  if (headers['transient-error'] === 'true') return 'retry';
  if (errorType === 'security') return 'reauthorize';
  return errorCode !== undefined && Object.hasOwn(dispositions, errorCode)
    ? dispositions[errorCode]
    : undefined;
};
