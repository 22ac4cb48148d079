import type { z } from 'zod';
import { type AttemptTools, attemptOnce, type Carry } from './attempt.ts';
import type { Call } from './call.ts';
import type { Deadline } from './deadline.ts';
import type { HttpClientOptions } from './http-client.ts';
import type { HttpRequest, HttpResponse } from './http-request.ts';
import { repeatWhereSafe } from './in-attempt-retry.ts';
import { prepareRequest, type WireHeaders } from './prepare-request.ts';
import { signRequest } from './sign-request.ts';
import type { PreparedRequest } from './transport.ts';

/** One call under way: what was asked for, and what it works with. */
export class CallRun<Schema extends z.ZodType> implements AttemptTools {
  readonly asked: HttpRequest<Schema>;
  readonly call: Call;
  readonly deadline: Deadline;
  readonly carry: Carry;
  readonly options: HttpClientOptions;

  constructor(
    asked: HttpRequest<Schema>,
    call: Call,
    deadline: Deadline,
    carry: Carry,
    options: HttpClientOptions,
  ) {
    this.asked = asked;
    this.call = call;
    this.deadline = deadline;
    this.carry = carry;
    this.options = options;
  }

  /** Sends the request with these headers, again where that is safe, and gives the answer that counts. */
  send(carried: WireHeaders): Promise<HttpResponse<z.output<Schema>>> {
    const prepared = prepareRequest(this.call, this.asked, carried, this.options.idempotencyKeyHeader);
    return prepared instanceof Promise
      ? prepared.then((request) => this.#sendPrepared(request))
      : this.#sendPrepared(prepared);
  }

  #sendPrepared(prepared: PreparedRequest): Promise<HttpResponse<z.output<Schema>>> {
    return repeatWhereSafe(
      this,
      this.options.sign && !this.call.outside
        ? async (attempt) =>
            attemptOnce(this.asked, await signRequest(prepared, this.options, this.deadline), attempt, this)
        : (attempt) => attemptOnce(this.asked, prepared, attempt, this),
    );
  }
}
