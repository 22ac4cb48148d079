import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';

/**
 * HubSpot's error body. All of it is optional, by its own word. The same shape stands in `errors` of a 207.
 *
 * @see https://developers.hubspot.com/docs/api-reference/error-handling
 */
const detail = z.object({
  code: z.string().optional().catch(undefined),
  in: z.string().optional().catch(undefined),
  context: z
    .object({ propertyName: z.array(z.string()).optional(), properties: z.array(z.string()).optional() })
    .optional()
    .catch(undefined),
});

const failureBody = z.object({
  status: z.unknown().optional(),
  category: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  policyName: z.string().optional().catch(undefined),
  errors: z.array(detail).optional().catch(undefined),
});

type FailureBody = z.output<typeof failureBody>;

const multiStatusBody = z.object({ errors: z.array(failureBody).min(1) });

/** What the categories mean, whatever status they come with; of the others the status decides. */
const meanings: ReadonlyMap<string, ErrorReading> = new Map<string, ErrorReading>([
  ['RATE_LIMITS', { code: 'http.rate_limited' }],
  ['RATE_LIMIT', { code: 'http.rate_limited' }],
  ['EXPIRED_AUTHENTICATION', { code: 'http.unauthorized' }],
  ['INVALID_AUTHENTICATION', { code: 'http.unauthorized' }],
  ['REVOKED_AUTHENTICATION', { code: 'http.unauthorized' }],
  ['MISSING_SCOPES', { code: 'http.unauthorized' }],
  ['VALIDATION_ERROR', { code: 'http.rejected' }],
  ['OBJECT_NOT_FOUND', { code: 'http.rejected' }],
  ['CONFLICT', { code: 'http.rejected' }],
]);

/** How long each limit's window is. The daily one ends at midnight in the account's own time zone: asked for hourly. */
const windowMs: ReadonlyMap<string, number> = new Map([
  ['SECONDLY', 1_000],
  ['TEN_SECONDLY_ROLLING', 10_000],
  ['DAILY', 3_600_000],
]);

/** Statuses of HubSpot's own: a lock lasts two seconds, a move of the account's data says how long it takes. */
const passingStatuses: ReadonlyMap<number, ErrorReading> = new Map<number, ErrorReading>([
  [
    423,
    {
      code: 'http.server_error',
      vendorCode: 'LOCKED',
      message: 'Too much is written at once.',
      retryAfterMs: 2_000,
    },
  ],
  [477, { code: 'http.server_error', vendorCode: 'MIGRATION', message: 'The account is being moved.' }],
]);

/**
 * Reads an answer of HubSpot's. A 207 is a success in which an item failed, and the connector sends one item at a time, so
 * it is a failure; so is a success whose body says `error`.
 *
 * The vendor's own words are not passed on: they quote the values that were refused. Codes and names of properties are.
 */
export const hubspotError = ({ status, headers, body }: HttpResponse): ErrorReading | undefined => {
  const passing = passingStatuses.get(status);
  if (passing !== undefined) return passing;
  const failure = failureOf(status, body);
  if (failure === undefined) return undefined;

  const meaning =
    meanings.get(failure.category ?? '') ?? (status < 300 ? meanings.get('VALIDATION_ERROR') : {});
  const isLimited = status === 429 || meaning?.code === 'http.rate_limited';
  const pauseMs = isLimited && headers['retry-after'] === undefined ? pauseOf(failure, headers) : undefined;
  return {
    ...meaning,
    ...(failure.category !== undefined && {
      vendorCode:
        isLimited && failure.policyName ? `${failure.category}:${failure.policyName}` : failure.category,
    }),
    message: detailsOf(failure),
    ...(pauseMs !== undefined && { retryAfterMs: pauseMs }),
  };
};

const failureOf = (status: number, body: unknown): FailureBody | undefined => {
  if (status === 207) return multiStatusBody.safeParse(body).data?.errors[0];
  const failure = failureBody.safeParse(body).data;
  if (status >= 300) return failure ?? {};
  return failure?.status === 'error' ? failure : undefined;
};

const pauseOf = ({ policyName }: FailureBody, headers: HttpResponse['headers']): number | undefined => {
  const policyMs = windowMs.get(policyName ?? '');
  if (policyMs !== undefined) return policyMs;
  const interval = headers['x-hubspot-ratelimit-interval-milliseconds'] ?? '';
  return /^\d{1,7}$/.test(interval) ? Number(interval) : undefined;
};

const detailsOf = ({ message = '', errors = [] }: FailureBody): string => {
  const details = errors.map(({ code = '', in: place = '', context = {} }) =>
    [
      ...[code].filter(isCode),
      ...[place, ...(context.propertyName ?? []), ...(context.properties ?? [])].filter(isPropertyName),
    ].join(' '),
  );
  const existing = /\bExisting ID: (\d{1,20})\b/.exec(message)?.[1];
  const said = [
    ...(existing === undefined ? [] : [`there is one already, with the id ${existing}`]),
    ...(details.length > 0 ? details : quotedDetails(message)),
  ].filter((part) => part !== '');
  return said.length > 0 ? `${[...new Set(said)].join('; ')}.` : 'HubSpot names no code or property.';
};

/** `Property values were not valid: [{"isValid":false,"error":"INVALID_EMAIL","name":"email",…}]`: JSON within the text. */
const quotedDetails = (message: string): readonly string[] =>
  [...message.matchAll(/"(?:error":\s?"([A-Z][A-Z0-9_]{0,99})|name":\s?"([a-z][a-z0-9_]{0,99}))"/g)]
    .slice(0, 20)
    .map(([, code, name]) => code ?? name ?? '');

const isCode = (word: string): boolean => /^[A-Z][A-Z0-9_.]{0,99}$/.test(word);

const isPropertyName = (word: string): boolean => /^[a-z][a-z0-9_]{0,99}$/.test(word);
