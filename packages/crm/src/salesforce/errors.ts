import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';

/**
 * One of the errors of an answer. A failed request has an array of them; what was saved, or was not, has them within.
 *
 * @see https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html
 */
const detail = z.object({
  errorCode: z.string().optional().catch(undefined),
  statusCode: z.string().optional().catch(undefined),
  message: z.string().catch(''),
  fields: z.array(z.string()).catch([]),
});

type Detail = z.output<typeof detail>;

const failureBody = z.array(detail).min(1);
const unsavedBody = z.object({ success: z.literal(false), errors: z.array(detail).catch([]) });

/**
 * What the codes mean, whatever status they come with; of the others the status decides. Most that is wrong with a record is a 400, and rejected
 * by that: DUPLICATES_DETECTED, REQUIRED_FIELD_MISSING, FIELD_CUSTOM_VALIDATION_EXCEPTION, STRING_TOO_LONG.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm#i1421192
 */
const meanings: ReadonlyMap<string, ErrorReading> = new Map<string, ErrorReading>([
  ['REQUEST_LIMIT_EXCEEDED', { code: 'http.rate_limited' }],
  ['EXCEEDED_QUOTA', { code: 'http.rate_limited' }],
  // Another transaction holds the record, for seconds at most.
  ['UNABLE_TO_LOCK_ROW', { code: 'http.server_error', retryAfterMs: 2_000 }],
  ['SERVER_UNAVAILABLE', { code: 'http.server_error' }],
  ['QUERY_TIMEOUT', { code: 'http.server_error' }],
  ['REQUEST_RUNNING_TOO_LONG', { code: 'http.server_error' }],
  ['UNKNOWN_EXCEPTION', { code: 'http.server_error' }],
  // Somebody must make room; asked for hourly.
  ['STORAGE_LIMIT_EXCEEDED', { code: 'http.server_error', retryAfterMs: 3_600_000 }],
  ['INVALID_SESSION_ID', { code: 'http.unauthorized' }],
  ['INVALID_AUTH_HEADER', { code: 'http.unauthorized' }],
  ['API_DISABLED_FOR_ORG', { code: 'http.unauthorized' }],
  ['API_CURRENTLY_DISABLED', { code: 'http.unauthorized' }],
  ['INVALID_OPERATION_WITH_EXPIRED_PASSWORD', { code: 'http.unauthorized' }],
  // Of one record or field: the other deliveries may go through.
  ['INSUFFICIENT_ACCESS', { code: 'http.rejected' }],
  ['INSUFFICIENT_ACCESS_OR_READONLY', { code: 'http.rejected' }],
  ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', { code: 'http.rejected' }],
  ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', { code: 'http.rejected' }],
  ['ENTITY_IS_LOCKED', { code: 'http.rejected' }],
  ['FIELD_INTEGRITY_EXCEPTION', { code: 'http.rejected' }],
]);

/** The code of an answer that lists several records with one external id: 300 has none of its own. */
export const multipleMatches = 'MULTIPLE_MATCHES';

/**
 * Reads an answer of Salesforce's. The vendor's own words are not passed on: they quote the values that were refused, and of duplicates even
 * the values of others. Codes and names of fields are.
 */
export const salesforceError = ({ status, headers, body }: HttpResponse): ErrorReading | undefined => {
  if (status === 300)
    return {
      code: 'http.rejected',
      vendorCode: multipleMatches,
      message: 'Several records have this external id.',
    };
  const details = detailsOf(status, body);
  if (details === undefined) return undefined;
  const [first] = details;
  const code = first && codeOf(first);
  const meaning = meaningOf(first) ?? (status < 300 ? { code: 'http.rejected' as const } : {});
  const usage = meaning.code === 'http.rate_limited' ? usageIn(headers['sforce-limit-info']) : undefined;
  return {
    ...meaning,
    ...(code !== undefined && { vendorCode: code }),
    message: sentenceOf(details, usage),
    ...(meaning.code === 'http.rate_limited' && { retryAfterMs: pauseMs(usage) }),
  };
};

/** Undefined for a success, and nothing in it for a failure of a shape that nobody knows. */
const detailsOf = (status: number, body: unknown): readonly Detail[] | undefined => {
  if (status < 300) return unsavedBody.safeParse(body).data?.errors;
  return failureBody.safeParse(body).data ?? [];
};

const codeOf = ({ errorCode, statusCode }: Detail): string | undefined => errorCode ?? statusCode;

const meaningOf = (first: Detail | undefined): ErrorReading | undefined => {
  // A trigger or a flow that ran into a lock passes it on within its own failure.
  const isLocked = /\bUNABLE_TO_LOCK_ROW\b/.test(first?.message ?? '');
  return meanings.get(isLocked ? 'UNABLE_TO_LOCK_ROW' : ((first && codeOf(first)) ?? ''));
};

interface Usage {
  readonly used: number;
  readonly allowed: number;
}

/**
 * How many calls of the last 24 hours count, and how many may.
 *
 * @see https://developer.salesforce.com/docs/platform/api-rest/guide/headers-api-usage.html
 */
const usageIn = (header: string | undefined): Usage | undefined => {
  const [, used, allowed] = /\bapi-usage=(\d{1,12})\/(\d{1,12})\b/.exec(header ?? '') ?? [];
  return used === undefined ? undefined : { used: Number(used), allowed: Number(allowed) };
};

/**
 * The calls of a day are counted over the last 24 hours, so room comes back bit by bit; where the day is not used up it is calls at the same time that
 * are too many.
 */
const pauseMs = (usage: Usage | undefined): number =>
  usage !== undefined && usage.used < usage.allowed ? 10_000 : 900_000;

const sentenceOf = (details: readonly Detail[], usage: Usage | undefined): string => {
  const said = details
    .slice(0, 10)
    .map((each) => [codeOf(each) ?? '', ...each.fields.slice(0, 20)].filter(isName).join(' '))
    .filter((part) => part !== '');
  const counted = usage === undefined ? [] : [`${usage.used} of ${usage.allowed} calls are used`];
  return [...new Set([...said, ...counted])].length > 0
    ? `${[...new Set([...said, ...counted])].join('; ')}.`
    : 'Salesforce names no code or field.';
};

const isName = (word: string): boolean => /^[A-Za-z]\w{0,99}$/.test(word);
