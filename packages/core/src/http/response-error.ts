import type { z } from 'zod';
import { type Disposition, type ErrorCode, errorCodes } from '../errors/error-codes.ts';
import { TouchlineError } from '../errors/touchline-error.ts';
import { issuesOf, sentenceOf } from '../errors/zod-issues.ts';
import { redactText } from '../privacy/redact-text.ts';
import type { Call } from './call.ts';
import { afterWriting, common } from './failure-error.ts';
import type { HttpResponse } from './http-request.ts';
import { longestRetryAfterMs, retryAfterMsOf } from './retry-after.ts';
import { readVendorError } from './vendor-error.ts';

/** What a vendor's answer says about its failure, where it says more than its status. */
export interface ErrorReading {
  readonly code?: ErrorCode;
  /** Default: that of `code`, else that of the status: of 502 and 504 it is `ambiguous` where the request is not idempotent. */
  readonly disposition?: Disposition;
  /** The vendor's own code, such as `card_declined`. */
  readonly vendorCode?: string | number;
  /** The vendor's own words. They are redacted and cut before they are printed. */
  readonly message?: string;
  /** For limits that stand in the body. It counts for the disposition `retry` only, and wins over the headers. */
  readonly retryAfterMs?: number;
}

/**
 * The reading, if it is one: a promise would pass for the error of every answer, and a disposition that nobody knows would
 * leave a delivery without a next step.
 *
 * @throws TypeError when it is none.
 */
export const checkedReading = (reading: ErrorReading | undefined): ErrorReading | undefined => {
  if (reading === undefined || reading === null) return undefined;
  const { code, disposition, message } = reading;
  const isReading =
    typeof reading === 'object' &&
    !('then' in reading) &&
    (code === undefined || Object.hasOwn(errorCodes, code)) &&
    (disposition === undefined || Object.hasOwn(codeOfDisposition, disposition)) &&
    (message === undefined || typeof message === 'string');
  if (!isReading) throw new TypeError('toError gave something that is no reading');
  return reading;
};

/**
 * Statuses with which a gateway answers in place of the vendor: what stood behind it may have acted.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.6.3
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.6.5
 */
export const gatewayStatuses: ReadonlySet<number> = new Set([502, 504]);

/** 200–299. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/**
 * What a failed answer means: by its status, unless the vendor's reading says otherwise. A gateway's answer to a request
 * that is not idempotent leaves its outcome ambiguous.
 */
export const errorOfResponse = (
  { status, headers, body }: HttpResponse,
  reading: ErrorReading | undefined,
  call: Call,
  nowMs: number,
): TouchlineError => {
  const usual = readVendorError(body, headers['content-type']);
  const { code, disposition } = meaningOf(status, reading, call);
  const vendorCode = printableCode(reading?.vendorCode ?? usual.vendorCode, call);
  const said = redactText(reading?.message ?? usual.message ?? '', { secrets: call.secrets });
  const outcome = isSuccess(status) ? `answered ${status} but failed` : `answered ${status}`;
  const retryAfterMs = disposition === 'retry' ? pauseMs(headers, reading, code, nowMs) : undefined;
  return new TouchlineError(
    code,
    `${call.subject} ${outcome}${vendorCode ? ` ${vendorCode}` : ''}${said ? `: ${said}` : '.'}`,
    {
      ...common(call),
      disposition,
      vendorStatus: status,
      ...(vendorCode !== undefined && { vendorCode }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
  );
};

/**
 * A success that cannot be understood. It took effect: what is not idempotent must not be repeated blindly, so its outcome is
 * ambiguous; what is idempotent is rejected, since the vendor would answer the same again.
 */
export const unreadableError = (
  call: Call,
  status: number,
  why: 'too_large' | 'not_json' | 'not_decodable' | 'unexpected',
  mismatch?: z.core.$ZodError,
): TouchlineError => {
  const issues = (mismatch ? issuesOf(mismatch) : []).map(({ path, message }) => ({
    path: redactText(path, { secrets: call.secrets }),
    message: redactText(message, { secrets: call.secrets }),
  }));
  const options = {
    ...common(call),
    disposition: afterWriting(call, true, 'reject'),
    vendorStatus: status,
    issues,
  };
  if (why === 'too_large') {
    const message = `${call.subject} answered more than ${call.maxResponseBytes} bytes.`;
    return new TouchlineError('http.response_too_large', message, options);
  }
  const what = {
    not_json: 'a body that is not the JSON it claims to be.',
    not_decodable: 'a body that cannot be decoded.',
    unexpected: `an unexpected body: ${redactText(sentenceOf(issues)) || 'it cannot be read'}`,
  }[why];
  return new TouchlineError(
    'http.response_invalid',
    `${call.subject} answered ${status} with ${what}`,
    options,
  );
};

/** A success over which the connector's own reading stumbled. */
export const unreadByVendor = (call: Call, status: number): TouchlineError =>
  new TouchlineError(
    'http.response_invalid',
    `${call.subject} answered ${status} with a body that the connector cannot read.`,
    {
      ...common(call),
      disposition: afterWriting(call, true, 'reject'),
      vendorStatus: status,
    },
  );

const meaningOf = (
  status: number,
  reading: ErrorReading | undefined,
  call: Call,
): { readonly code: ErrorCode; readonly disposition: Disposition } => {
  const usual = codeOfStatus(status);
  const ofUsual = gatewayStatuses.has(status)
    ? afterWriting(call, true, 'retry')
    : errorCodes[usual].disposition;
  if (reading?.code !== undefined)
    return { code: reading.code, disposition: reading.disposition ?? errorCodes[reading.code].disposition };
  const disposition = reading?.disposition ?? ofUsual;
  return { code: disposition === ofUsual ? usual : codeOfDisposition[disposition], disposition };
};

/**
 * A 403 counts as refused credentials: pausing loses nothing, while rejecting would burn every delivery of a token that lost
 * a scope. A vendor whose 403 means something else says so in its reading.
 */
const codeOfStatus = (status: number): ErrorCode => {
  if (status === 429) return 'http.rate_limited';
  if (status === 401 || status === 403) return 'http.unauthorized';
  if (status === 408 || status === 425 || status >= 500) return 'http.server_error';
  return 'http.rejected';
};

const codeOfDisposition = {
  retry: 'http.server_error',
  reject: 'http.rejected',
  reauthorize: 'http.unauthorized',
  ambiguous: 'delivery.ambiguous',
} as const satisfies Record<Disposition, ErrorCode>;

const pauseMs = (
  headers: Readonly<Record<string, string>>,
  reading: ErrorReading | undefined,
  code: ErrorCode,
  nowMs: number,
): number | undefined => {
  const read = reading?.retryAfterMs;
  if (read !== undefined && !Number.isNaN(read))
    return Math.min(Math.max(0, Math.ceil(read)), longestRetryAfterMs);
  // Vendors that count calls say so on every answer; only where the limit is the trouble does its reset matter.
  const { 'retry-after': retryAfter, 'retry-after-ms': retryAfterMs } = headers;
  const asked =
    code === 'http.rate_limited' ? headers : { 'retry-after': retryAfter, 'retry-after-ms': retryAfterMs };
  return retryAfterMsOf(asked, nowMs);
};

/** A code is an identifier, nothing that could be a person's or a secret. */
const printableCode = (vendorCode: string | number | undefined, call: Call): string | undefined => {
  const text = String(vendorCode ?? '');
  const isIdentifier = /^[\w.:#/-]{1,64}$/.test(text) && redactText(text, { secrets: call.secrets }) === text;
  return isIdentifier ? text : undefined;
};
