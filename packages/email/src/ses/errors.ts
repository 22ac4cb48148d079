import type { ErrorReading, HttpResponse } from '@touchline/core';
import { z } from 'zod';

/** `{ "message": "…" }`, or `Message`; the kind of error stands in a header, or as `__type`. */
const errorBody = z.object({
  message: z.string().optional().catch(undefined),
  Message: z.string().optional().catch(undefined),
  __type: z.string().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
});

/**
 * What refusals of Amazon SES mean beyond their status: many a passing trouble, and every trouble with credentials, may come as a 400.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html
 * @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
 */
export const sesError = ({ status, headers, body }: HttpResponse): ErrorReading | undefined => {
  if (status < 400) return undefined;
  const parsed = errorBody.safeParse(body);
  const said = parsed.success ? parsed.data : {};
  const kind = kindIn(headers['x-amzn-errortype'] ?? said.__type ?? said.code);
  const message = said.message ?? said.Message;
  if (kind === undefined && message === undefined) return undefined;
  return {
    ...(message !== undefined && { message }),
    ...(kind !== undefined && { vendorCode: kind, ...meanings[kind] }),
  };
};

/** `com.amazonaws.ses#MessageRejected:http://…` is `MessageRejected`. */
const kindIn = (text: string | undefined): string | undefined =>
  /^(?:[^#]{0,200}#)?([A-Za-z]{1,64})/.exec(text ?? '')?.[1];

/** How often to ask whether the quota of the last 24 hours has room again, in milliseconds. */
const quotaPauseMs = 15 * 60 * 1_000;

const slowDown: ErrorReading = { code: 'http.rate_limited' };
const credentials: ErrorReading = { disposition: 'reauthorize' };
const rejected: ErrorReading = { disposition: 'reject' };

/** A null prototype, since the kind comes from outside. */
const meanings: Readonly<Record<string, ErrorReading>> = Object.assign(Object.create(null), {
  ThrottlingException: slowDown,
  Throttling: slowDown,
  TooManyRequestsException: slowDown,
  LimitExceededException: { code: 'http.rate_limited', retryAfterMs: quotaPauseMs },
  // The account is stopped, not this e-mail: nothing is burnt until someone has put it right.
  AccountSuspendedException: credentials,
  SendingPausedException: credentials,
  ExpiredTokenException: credentials,
  ExpiredToken: credentials,
  IncompleteSignature: credentials,
  IncompleteSignatureException: credentials,
  InvalidClientTokenId: credentials,
  InvalidSignatureException: credentials,
  MissingAuthenticationToken: credentials,
  MissingAuthenticationTokenException: credentials,
  NotAuthorized: credentials,
  OptInRequired: credentials,
  RequestExpired: credentials,
  SignatureDoesNotMatch: credentials,
  UnrecognizedClientException: credentials,
  AccessDeniedException: credentials,
  MessageRejected: rejected,
  MailFromDomainNotVerifiedException: rejected,
  BadRequestException: rejected,
  NotFoundException: rejected,
  ValidationException: rejected,
} satisfies Readonly<Record<string, ErrorReading>>);
