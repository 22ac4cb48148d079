import type { ActionContext, ActionImplementation, FormFields, HttpResponse } from '@touchline/core';
import type { z } from 'zod';
import type { StripeSettings } from '../config.ts';

/** What the actions are given. */
export type StripeContext = ActionContext<StripeSettings>;

/** How Stripe does an action of the contract. */
export type StripeAction<Contract extends { readonly input: z.ZodType; readonly output: z.ZodType }> =
  ActionImplementation<StripeSettings, Contract['input'], Contract['output']>;

/** A POST as Stripe wants it: a form in brackets. With the call's key unless it is the same however often it is done. */
export const postForm = async <Schema extends z.ZodType>(
  { http, signal, idempotencyKey }: StripeContext,
  path: string,
  request: {
    readonly operation: string;
    readonly form: FormFields;
    readonly response: Schema;
    /**
     * True for an update that sets what it sets. Such a one must not carry the key: an earlier attempt may have used it for
     * another path, which Stripe refuses.
     */
    readonly natural?: boolean;
  },
): Promise<z.output<Schema>> => {
  const { operation, form, response, natural = false } = request;
  const answer: HttpResponse<z.output<Schema>> = await http.post(path, {
    operation,
    form,
    response,
    signal,
    ...(natural ? { idempotent: true } : { idempotencyKey }),
  });
  return answer.body;
};
