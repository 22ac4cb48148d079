import type { z } from 'zod';
import type { TouchlineError } from '../errors/touchline-error.ts';
import { hotParserOf } from '../event/hot-parser.ts';
import type { Call } from './call.ts';
import type { Deadline } from './deadline.ts';
import { errorOfFailure } from './failure-error.ts';
import type { HttpClientOptions } from './http-client.ts';
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
import type { PreparedRequest, RawResponse, SendFailure } from './transport.ts';

/** What an attempt works with. */
export interface AttemptTools {
  readonly call: Call;
  readonly deadline: Deadline;
  readonly carry: Carry;
  readonly options: Pick<HttpClientOptions, 'allowPrivateAddresses' | 'clock' | 'onCall' | 'toError'>;
}

/** Carries one request of a call, once; see `Send`. */
export type Carry = (
  request: PreparedRequest,
  call: Call,
  deadline: Deadline,
) => Promise<RawResponse | SendFailure>;

/** Sends a request once and makes sense of the answer: the body that was asked for, or the error that it means. */
export const attemptOnce = async <Schema extends z.ZodType>(
  asked: Pick<HttpRequest<Schema>, 'read' | 'response'>,
  prepared: PreparedRequest,
  attempt: number,
  tools: AttemptTools,
): Promise<HttpResponse<z.output<Schema>>> => {
  const { call, deadline, options } = tools;
  call.sends(prepared);
  const sending = call.outside ? sendAndFollow(prepared, tools) : tools.carry(prepared, call, deadline);
  const outcome = await (options.onCall ? reported(sending, attempt, call, options) : sending);

  const raw = answered(outcome, deadline);
  if ('failure' in raw) throw errorOfFailure(raw, call, deadline);
  // Whatever the answer should have been, an error is read to learn what it says.
  const read = isSuccess(raw.status) ? (asked.read ?? 'auto') : 'auto';
  const reading = readAnswer(raw, read, call.maxResponseBytes);
  const answer = reading instanceof Promise ? await reading : reading;
  const failure = failureIn(raw, answer, tools);
  if (failure) throw failure;
  const { status, headers } = raw;
  const body = 'unreadable' in answer ? undefined : answer.body;
  if (!asked.response) return { status, headers, body: body as z.output<Schema> };
  return { status, headers, body: await understood(raw, body, call, asked.response) };
};

/** Sends, and follows the redirects of an outside URL. */
const sendAndFollow = async (
  prepared: PreparedRequest,
  { call, deadline, carry, options }: AttemptTools,
): Promise<RawResponse | SendFailure> => {
  let request = prepared;
  for (let followed = 0; ; followed += 1) {
    const outcome = await carry(request, call, deadline);
    const next = followed < mostRedirects ? redirectOf(request, outcome, options) : undefined;
    if (!next) return outcome;
    request = next;
  }
};

const mostRedirects = 3;

/** An error status is the vendor's answer, even when the rest of it was lost; unless the caller gave up. */
const answered = (outcome: RawResponse | SendFailure, deadline: Deadline): RawResponse | SendFailure => {
  if (!('failure' in outcome) || !outcome.head || isSuccess(outcome.head.status)) return outcome;
  return deadline.stopCode === 'http.aborted' ? outcome : { ...outcome.head, body: new Uint8Array() };
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
  { status }: RawResponse,
  body: unknown,
  call: Call,
  schema: Schema,
): Promise<z.output<Schema>> => {
  const parsed = await parseBody(schema, body);
  if (!parsed?.success) throw unreadableError(call, status, 'unexpected', parsed?.error);
  return parsed.data;
};

/** Undefined where the schema itself stumbles: the request took effect all the same, so that must not look like a mistake before it. */
const parseBody = async <Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): Promise<z.ZodSafeParseResult<z.output<Schema>> | undefined> => {
  try {
    return hotParserOf(schema)(body);
  } catch {
    // It has to wait for something, or it stumbles.
  }
  try {
    return await schema.safeParseAsync(body);
  } catch {
    return undefined;
  }
};

/** The exchange, told to whoever looks on. */
const reported = async (
  sending: Promise<RawResponse | SendFailure>,
  attempt: number,
  { method, origin, operation }: Call,
  { clock, onCall }: AttemptTools['options'],
): Promise<RawResponse | SendFailure> => {
  const startedMs = clock.now();
  const outcome = await sending;
  try {
    onCall?.({
      method,
      origin,
      ...(operation !== undefined && { operation }),
      ...statusOf(outcome),
      durationMs: clock.now() - startedMs,
      attempt,
    });
  } catch {
    // Looking on must not change what happens.
  }
  return outcome;
};

const statusOf = (outcome: RawResponse | SendFailure): { readonly status?: number } => {
  const status = 'failure' in outcome ? outcome.head?.status : outcome.status;
  return status === undefined ? {} : { status };
};
