import type { SandboxResponse } from '@touchline/core/sandbox';
import { Refusal } from '../../sandbox-refusal.ts';

/** What an error of Stripe's says: https://docs.stripe.com/api/errors. */
export interface StripeErrorBody {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** An error, as Stripe answers it. */
export const errorAnswer = (status: number, error: StripeErrorBody): SandboxResponse => ({
  status,
  body: {
    error: { ...error, ...(error.code && { doc_url: `https://stripe.com/docs/error-codes/${error.code}` }) },
  },
});

/** An error to throw. */
export const refuse = (status: number, error: StripeErrorBody): Refusal =>
  new Refusal(errorAnswer(status, error));

/** That there is no such thing. */
export const noSuch = (what: string, id: string, param = 'id'): Refusal =>
  refuse(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    param,
    message: `No such ${what}: '${id}'`,
  });

/** A success. */
export const ok = (body: unknown): SandboxResponse => ({ status: 200, body });

/** A list: https://docs.stripe.com/api/pagination. */
export const listAnswer = (url: string, data: readonly unknown[], limit: number): SandboxResponse =>
  ok({ object: 'list', url, has_more: data.length > limit, data: data.slice(0, limit) });

/** What a search finds: https://docs.stripe.com/api/pagination/search. */
export const searchAnswer = (url: string, data: readonly unknown[], limit: number): SandboxResponse =>
  ok({
    object: 'search_result',
    url,
    has_more: data.length > limit,
    next_page: null,
    data: data.slice(0, limit),
  });
