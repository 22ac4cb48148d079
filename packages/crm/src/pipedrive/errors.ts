import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';

/**
 * Pipedrive's error body. `success` is false, whatever the status.
 *
 * @see https://pipedrive.readme.io/docs/core-api-concepts-responses
 */
const failureBody = z.object({
  success: z.literal(false),
  error: z.string().catch(''),
  code: z.string().optional().catch(undefined),
});

type FailureBody = z.output<typeof failureBody>;

const hourMs = 3_600_000;

/** Codes of limits of the account's plan: somebody must make room. */
const planLimit = /^feature_capping_/;

/**
 * Reads an answer of Pipedrive's; a success whose body says otherwise is a failure too.
 *
 * The vendor's own words are not passed on: they quote the values that were refused. Its code is, and the names of fields.
 */
export const pipedriveError = ({ status, headers, body }: HttpResponse): ErrorReading | undefined => {
  const failure = failureBody.safeParse(body).data;
  if (status < 300) return failure && { code: 'http.rejected', ...saidBy(failure) };
  return { ...meaningOf(status, headers, failure), ...saidBy(failure) };
};

/** @see https://pipedrive.readme.io/docs/core-api-concepts-http-status-codes */
const meaningOf = (
  status: number,
  headers: HttpResponse['headers'],
  failure: FailureBody | undefined,
): ErrorReading => {
  // The trial is over, or the bill is not paid: nothing is lost until it is.
  if (status === 402) return { code: 'http.unauthorized' };
  if (status === 403 && planLimit.test(failure?.code ?? ''))
    return { code: 'http.server_error', retryAfterMs: hourMs };
  // A page of the network before Pipedrive, for those who went on after a 429.
  if (status === 403 && /\btext\/html\b/.test(headers['content-type'] ?? ''))
    return { code: 'http.rate_limited', retryAfterMs: 600_000 };
  if (status === 429) return { code: 'http.rate_limited', ...dailyPause(headers) };
  return {};
};

/**
 * The window of two seconds says itself when it ends. Where calls of it are left, it is the day's budget that is used up, and nobody says when the
 * server's day ends: asked for hourly.
 *
 * @see https://pipedrive.readme.io/docs/core-api-concepts-rate-limiting
 */
const dailyPause = (headers: HttpResponse['headers']): Pick<ErrorReading, 'retryAfterMs'> => {
  const remaining = headers['x-ratelimit-remaining'] ?? '';
  const isWindowOpen = /^\d{1,9}$/.test(remaining) && Number(remaining) > 0;
  return headers['retry-after'] === undefined && isWindowOpen ? { retryAfterMs: hourMs } : {};
};

const saidBy = (failure: FailureBody | undefined): Pick<ErrorReading, 'vendorCode' | 'message'> => {
  const code = failure?.code;
  const fields = [...new Set(failure?.error.match(/\b(?:[a-z_]{2,40}|[0-9a-f]{40})\b/g) ?? [])].filter(
    isField,
  );
  return {
    // Empty where there is none, so that a word of `error`, which is a sentence, is not taken for one.
    vendorCode: /^\w{1,64}$/.test(code ?? '') ? (code ?? '') : '',
    message:
      fields.length > 0 ? `it names ${fields.slice(0, 20).join(', ')}.` : 'Pipedrive names no code or field.',
  };
};

/** Fields that the connector writes. Any other word of a message may be somebody's. */
const written: ReadonlySet<string> = new Set([
  'add_time',
  'content',
  'currency',
  'custom_fields',
  'deal_id',
  'due_date',
  'due_time',
  'emails',
  'expected_close_date',
  'first_name',
  'label_ids',
  'last_name',
  'org_id',
  'owner_id',
  'participants',
  'person_id',
  'phones',
  'pipeline_id',
  'stage_id',
  'user_id',
  'visible_to',
]);

const isField = (word: string): boolean => written.has(word) || /^[0-9a-f]{40}$/.test(word);
