import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';
import { meaningOf } from './graph-error-codes.ts';

/**
 * What the Graph API's answer says about its failure. The code decides, not the status: an expired token comes as 401 or 400, a
 * rate limit as 400, 403 or 429.
 *
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
export const graphError = ({ status, headers, body }: HttpResponse): ErrorReading | undefined => {
  const failure = failed.safeParse(body);
  if (!failure.success) return undefined;
  const { code, error_subcode, is_transient } = failure.data.error;
  const meaning = meaningOf(code, error_subcode) ?? unknown(status, is_transient ?? false);
  const waitMs = meaning.code === 'http.rate_limited' ? waitMsOf(headers) : undefined;
  return {
    disposition: meaning.disposition,
    ...(meaning.code && { code: meaning.code }),
    // Joined by a word character: any other would make a telephone number of it, which is masked.
    vendorCode: error_subcode ? `${code}_${error_subcode}` : code,
    message: meaning.message,
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  };
};

/** The vendor's own words quote numbers, ids and templates, so ours stand in their place. */
const failed = z.object({
  error: z.object({
    code: z.number(),
    error_subcode: z.number().optional().catch(undefined),
    is_transient: z.boolean().optional().catch(undefined),
  }),
});

const unknown = (status: number, isTransient: boolean) =>
  isTransient || status >= 500
    ? ({ code: undefined, disposition: 'retry', message: 'Meta failed for the moment.' } as const)
    : ({ code: undefined, disposition: 'reject', message: 'Meta rejects the request.' } as const);

/**
 * How long until calls are let through again, which Meta says in minutes in `X-Business-Use-Case-Usage`. `X-App-Usage` and
 * `X-Page-Usage` give percentages of a rolling hour and no time: then the route's own schedule decides.
 *
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting#headers
 */
const waitMsOf = (headers: Readonly<Record<string, string>>): number | undefined => {
  const minutes = Object.values(usageIn(headers['x-business-use-case-usage']))
    .flat()
    .map(({ estimated_time_to_regain_access: wait }) => wait ?? 0);
  const longest = Math.max(0, ...minutes);
  return longest > 0 ? longest * 60_000 : undefined;
};

const usage = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().optional().catch(undefined) })),
);

const usageIn = (header: string | undefined): z.output<typeof usage> => {
  try {
    return usage.safeParse(JSON.parse(header ?? '{}')).data ?? {};
  } catch {
    return {};
  }
};
