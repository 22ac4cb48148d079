import type { z } from 'zod';
import type { TouchlineError } from '../errors/touchline-error.ts';
import type { Secret } from '../privacy/secret.ts';
import type { Call } from './call.ts';
import type { Deadline } from './deadline.ts';
import { errorOfFailure } from './failure-error.ts';
import type { HttpCallInfo, HttpClientOptions } from './http-client.ts';
import type { HttpRequest, HttpResponse } from './http-request.ts';
import { type Answer, readAnswer } from './read-answer.ts';
import { redirectOf } from './redirect.ts';
import {
  checkedReading,
  type ErrorReading,
  errorOfResponse,
  isSuccess,
  unreadableError,
  unreadByVendor,
} from './response-error.ts';
import type { PreparedRequest, RawResponse, Send, SendFailure } from './transport.ts';

/** What an attempt works with. */
export interface AttemptTools {
  readonly call: Call;
  readonly deadline: Deadline;
  readonly send: Send;
  /** See `SendOptions.secrets`. */
  readonly secrets: readonly (string | Secret)[];
  readonly options: Pick<HttpClientOptions, 'allowPrivateAddresses' | 'clock' | 'onCall' | 'toError'>;
}

/** Sends a request once and makes sense of the answer: the body that was asked for, or the error that it means. */
export const attemptOnce = async <Schema extends z.ZodType>(
  asked: Pick<HttpRequest<Schema>, 'operation' | 'read' | 'response'>,
  prepared: PreparedRequest,
  attempt: number,
  tools: AttemptTools,
): Promise<HttpResponse<z.output<Schema>>> => {
  const { call, deadline, options } = tools;
  const startedMs = options.clock.now();
  const outcome = await sendAndFollow(prepared, tools);
  report(options.onCall, {
    method: call.method,
    origin: call.url.origin,
    ...(asked.operation !== undefined && { operation: asked.operation }),
    ...statusOf(outcome),
    durationMs: options.clock.now() - startedMs,
    attempt,
  });

  const raw = answered(outcome, deadline);
  if ('failure' in raw) throw errorOfFailure(raw, call, deadline);
  // Whatever the answer should have been, an error is read to learn what it says.
  const read = isSuccess(raw.status) ? (asked.read ?? 'auto') : 'auto';
  const answer = await readAnswer(raw, read, call.maxResponseBytes);
  const failure = failureIn(raw, answer, tools);
  if (failure) throw failure;
  return {
    status: raw.status,
    headers: raw.headers,
    body: await understood(raw, answer, call, asked.response),
  };
};

/** Sends, and follows the redirects of an outside URL. */
const sendAndFollow = async (
  prepared: PreparedRequest,
  { call, deadline, send, secrets, options }: AttemptTools,
): Promise<RawResponse | SendFailure> => {
  let request = prepared;
  for (let followed = 0; ; followed += 1) {
    const outcome = await send(request, {
      signal: deadline.signal,
      maxResponseBytes: call.maxResponseBytes,
      outside: call.outside,
      secrets,
    });
    const next = call.outside && followed < mostRedirects ? redirectOf(request, outcome, options) : undefined;
    if (!next) return outcome;
    request = next;
  }
};

const mostRedirects = 3;

/** An error status is the vendor's answer, even when the rest of it was lost; unless the caller gave up. */
const answered = (outcome: RawResponse | SendFailure, deadline: Deadline): RawResponse | SendFailure => {
  if (!('failure' in outcome) || !outcome.head || isSuccess(outcome.head.status)) return outcome;
  return deadline.stopCode() === 'http.aborted' ? outcome : { ...outcome.head, body: new Uint8Array() };
};

const failureIn = (
  raw: RawResponse,
  answer: Answer,
  { call, options }: AttemptTools,
): TouchlineError | undefined => {
  const isFailure = !isSuccess(raw.status);
  const isUnreadable = 'unreadable' in answer;
  // A success that cannot be read is an error already, and nothing that a vendor's reading should have to expect.
  if (isUnreadable && !isFailure) return unreadableError(call, raw.status, answer.unreadable);
  const response = { status: raw.status, headers: raw.headers, body: isUnreadable ? undefined : answer.body };
  let reading: ErrorReading | undefined;
  try {
    reading = checkedReading(options.toError?.(response));
  } catch {
    // A reading that stumbles over an unexpected shape must not hide what the status says.
    if (!isFailure) return unreadByVendor(call, raw.status);
  }
  return reading || isFailure ? errorOfResponse(response, reading, call, options.clock.now()) : undefined;
};

const understood = async <Schema extends z.ZodType>(
  raw: RawResponse,
  answer: Answer,
  call: Call,
  schema: Schema | undefined,
): Promise<z.output<Schema>> => {
  const body = 'unreadable' in answer ? undefined : answer.body;
  if (!schema) return body as z.output<Schema>;
  const parsed = await parseBody(schema, body);
  if (!parsed?.success) throw unreadableError(call, raw.status, 'unexpected', parsed?.error);
  return parsed.data;
};

/** Undefined where the schema itself stumbles: the request took effect all the same, so that must not look like a mistake before it. */
const parseBody = async <Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): Promise<z.ZodSafeParseResult<z.output<Schema>> | undefined> => {
  try {
    return await schema.safeParseAsync(body);
  } catch {
    return undefined;
  }
};

const statusOf = (outcome: RawResponse | SendFailure): { readonly status?: number } => {
  const status = 'failure' in outcome ? outcome.head?.status : outcome.status;
  return status === undefined ? {} : { status };
};

const report = (onCall: HttpClientOptions['onCall'], info: HttpCallInfo): void => {
  try {
    onCall?.(info);
  } catch {
    // Looking on must not change what happens.
  }
};
