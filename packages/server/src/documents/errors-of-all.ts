import type { ErrorCode } from '@touchline/core';

/** The errors that every endpoint may answer with. */
export const errorsEverywhere: readonly ErrorCode[] = [
  'delivery.unexpected',
  'request.invalid',
  'router.closed',
];

/** The errors of every endpoint with a scope, beside these. */
export const errorsWhereScoped: readonly ErrorCode[] = [
  'auth.forbidden',
  'auth.invalid',
  'auth.missing',
  'auth.unavailable',
  'rate.limited',
  'request.too_large',
  'request.unsupported_media_type',
];
