import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';

const errorBody = z.object({
  code: z.int().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

/**
 * What Twilio's codes mean for a delivery, where the status does not say it.
 *
 * @see https://www.twilio.com/docs/api/errors
 */
const dispositions: Readonly<Record<number, 'retry' | 'reject' | 'reauthorize'>> = {
  // Concurrent calls, full queues and rates: later it works.
  10004: 'retry',
  14107: 'retry',
  20009: 'retry',
  20429: 'retry',
  21611: 'retry',
  30001: 'retry',
  30022: 'retry',
  63018: 'retry',
  // The account is closed, suspended or not let in, whatever the request.
  10001: 'reauthorize',
  20003: 'reauthorize',
  20005: 'reauthorize',
  20008: 'reauthorize',
  30002: 'reauthorize',
};

/**
 * Reads an error of Twilio's: `{ code, message, more_info, status }`. Its message may quote the number that was called; core
 * masks it before it is printed.
 *
 * A 403 with a code of calls or messages (21xxx, 3xxxx, 63xxx), such as a country that is not enabled (21408, 21215), is about
 * this recipient and rejected; the credentials are good.
 */
export const twilioError = ({ status, body }: HttpResponse): ErrorReading | undefined => {
  if (status < 400) return undefined;
  const { code, message } = errorBody.safeParse(body).data ?? {};
  if (code === undefined) return undefined;
  const disposition = dispositions[code] ?? (status === 403 && code >= 21_000 ? 'reject' : undefined);
  return {
    vendorCode: code,
    ...(disposition && { disposition }),
    ...(code === 20_429 && { code: 'http.rate_limited' as const }),
    ...(message !== undefined && { message }),
  };
};

/** A call that is over cannot be changed. https://www.twilio.com/docs/api/errors/21220 */
export const isOver = ({ vendorCode }: { readonly vendorCode?: string }): boolean => vendorCode === '21220';
