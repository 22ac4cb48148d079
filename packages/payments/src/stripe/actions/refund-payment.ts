import { urlPath } from '@touchline/core';
import { z } from 'zod';
import type { refundPayment as contract } from '../../contract.ts';
import { fromStripeAmount, toStripeAmount } from '../currencies.ts';
import { metadataKeys } from '../metadata-keys.ts';
import { listOf, stripeCurrency } from '../payload/fields.ts';
import { refund, type StripeRefund } from '../payload/refund.ts';
import { postForm, type StripeAction, type StripeContext } from './call-stripe.ts';
import { requireCurrency } from './read-payment.ts';

/**
 * Refunds a payment intent, or a charge that was made without one.
 *
 * Stripe forgets an idempotency key after 24 hours (https://docs.stripe.com/api/idempotent_requests), and a delivery may be
 * tried for longer. So from the second attempt on, the refund of the first is looked for before one is made.
 *
 * @see https://docs.stripe.com/api/refunds/create
 */
export const refundPayment: StripeAction<typeof contract> = {
  run: async ({ paymentId, amount, reason, note, metadata }, context) => {
    if (amount) requireCurrency(amount, await currencyOf(paymentId, context));
    const earlier = context.attempt > 1 ? await findRefund(paymentId, context) : undefined;
    if (earlier) return refundOutput(earlier);
    const made = await postForm(context, '/v1/refunds', {
      operation: 'payment.refund',
      form: {
        ...subjectOf(paymentId),
        amount: amount && toStripeAmount(amount).amount,
        // Stripe knows three reasons; any other is told by the note.
        reason: reason === 'other' ? undefined : reason,
        metadata: { ...metadata, note, [metadataKeys.idempotencyKey]: context.idempotencyKey },
      },
      response: refund,
    });
    return refundOutput(made);
  },
  reconcile: async ({ paymentId }, context) => {
    const found = await findRefund(paymentId, context);
    return found ? { outcome: 'done', output: refundOutput(found) } : { outcome: 'not_done' };
  },
};

/** Charges (`ch_…`, and `py_…` of other methods than cards) are refunded by another field than payment intents. */
const subjectOf = (paymentId: string): { readonly charge: string } | { readonly payment_intent: string } =>
  isCharge(paymentId) ? { charge: paymentId } : { payment_intent: paymentId };

const isCharge = (paymentId: string): boolean => /^(ch|py)_/.test(paymentId);

const currencyOf = async (paymentId: string, { http, signal }: StripeContext): Promise<string> => {
  const path = isCharge(paymentId)
    ? urlPath`/v1/charges/${paymentId}`
    : urlPath`/v1/payment_intents/${paymentId}`;
  const answer = await http.get(path, {
    operation: 'payment.get',
    response: z.object({ currency: stripeCurrency }),
    signal,
  });
  return answer.body.currency;
};

/** The refund that an earlier attempt of this call made. A payment has few refunds, so one page holds them. */
const findRefund = async (
  paymentId: string,
  { http, signal, idempotencyKey }: StripeContext,
): Promise<StripeRefund | undefined> => {
  const found = await http.get('/v1/refunds', {
    operation: 'payment.refunds',
    query: { ...subjectOf(paymentId), limit: 100 },
    response: listOf(refund),
    signal,
  });
  return found.body.data.find(({ metadata }) => metadata?.[metadataKeys.idempotencyKey] === idempotencyKey);
};

const statuses = new Map([
  ['requires_action', 'requires_action'],
  ['succeeded', 'succeeded'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
] as const);

const refundOutput = (made: StripeRefund): z.input<(typeof contract)['output']> => ({
  refundId: made.id,
  paymentId: made.payment_intent ?? made.charge,
  status: statuses.get(made.status as 'succeeded') ?? 'pending',
  amount: fromStripeAmount(made.amount, made.currency),
  failure: made.failure_reason === undefined ? undefined : { code: made.failure_reason },
});
