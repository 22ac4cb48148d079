import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';

const errorBody = z.object({
  errors: z
    .array(
      z.object({
        code: z.coerce.string(),
        title: z.string().nullish().catch(undefined),
        detail: z.string().nullish().catch(undefined),
        source: z
          .object({ pointer: z.string().nullish().catch(undefined) })
          .nullish()
          .catch(undefined),
      }),
    )
    .min(1),
});

/**
 * What Telnyx's codes mean for a delivery, where the status does not say it.
 *
 * @see https://developers.telnyx.com/development/api-fundamentals/api-errors
 */
const dispositions: Readonly<Record<string, 'retry' | 'reject' | 'reauthorize'>> = {
  // The key is missing or wrong, or may not do this.
  10009: 'reauthorize',
  10010: 'reauthorize',
  // Too many requests.
  10011: 'retry',
};

/**
 * Reads an error of Telnyx's: `{ errors: [{ code, title, detail, source }] }`, of which the first counts. Its detail may quote a
 * number; core masks it before it is printed.
 *
 * A 403 with a code of messaging (4xxxx: 40300, the recipient answered STOP) or of call control (9xxxx: 90018, the call is
 * over) is about this request and rejected; the key is good.
 */
export const telnyxError = ({ status, body }: HttpResponse): ErrorReading | undefined => {
  if (status < 400) return undefined;
  const [error] = errorBody.safeParse(body).data?.errors ?? [];
  if (error === undefined) return undefined;
  const { code, title, detail, source } = error;
  const isOfRequest = (status === 403 || status === 401) && /^[49]\d{4}$/.test(code);
  const disposition = Object.hasOwn(dispositions, code)
    ? dispositions[code]
    : isOfRequest
      ? ('reject' as const)
      : undefined;
  const said = [title, detail, source?.pointer && `(${source.pointer})`].filter(Boolean).join(' ');
  return {
    vendorCode: code,
    ...(disposition && { disposition }),
    ...(disposition === 'reject' && { code: 'http.rejected' as const }),
    ...(code === '10011' && { code: 'http.rate_limited' as const }),
    ...(said && { message: said }),
  };
};

/** A call that is over takes no commands. https://developers.telnyx.com/development/api-fundamentals/api-errors */
export const isOver = ({ vendorCode }: { readonly vendorCode?: string }): boolean => vendorCode === '90018';
