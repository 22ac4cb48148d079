import type { PaymentCreated, RefundCreated } from '@touchline/core';
import type { Mapped } from '../../event-mapping.ts';
import { fromStripeAmount } from '../currencies.ts';
import { refund, type StripeRefund } from '../payload/refund.ts';
import { customerRefOf, orderIdOf } from './customer-ref.ts';
import { type MapContext, mapper, type StripeMapper } from './mapper.ts';

/**
 * Refunds. Which of these kinds tells of a refund depends on the API version of the endpoint, and several may: a refund that
 * succeeds at once is told by `refund.created` and `charge.refunded`, and again whenever it is updated. So the ids are made
 * of the refund and its state, not of Stripe's event: whoever tells first, a refund succeeds once.
 *
 * @see https://docs.stripe.com/changelog/acacia/2024-10-28/refund-webhook-update
 */
export const refundEvents: Readonly<Record<string, StripeMapper>> = {
  'refund.created': mapper(refund, (object, context) => refundEventsOf(object, context)),
  'refund.updated': mapper(refund, (object, context) => outcomeOf(object, context)),
  'charge.refund.updated': mapper(refund, (object, context) => outcomeOf(object, context)),
  'refund.failed': mapper(refund, (object, context) => outcomeOf(object, context)),
};

/** That a refund was made, and how it ended if it has. */
export const refundEventsOf = (
  object: StripeRefund,
  context: MapContext,
  payment?: PaymentCreated,
): Mapped => {
  const created = context.emit(
    'refund.created',
    object.id,
    refundOf(object, payment),
    `${object.id}:created`,
  );
  return isSettled(object) ? [created, ...outcomeOf(object, context, payment)] : [created];
};

const isSettled = ({ status }: StripeRefund): boolean => status === 'succeeded' || status === 'failed';

const outcomeOf = (object: StripeRefund, { emit, ignore }: MapContext, payment?: PaymentCreated): Mapped => {
  if (!isSettled(object)) return [ignore()];
  const id = `${object.id}:${object.status}`;
  if (object.status === 'succeeded')
    return [emit('refund.succeeded', object.id, refundOf(object, payment), id)];
  const failure = object.failure_reason === undefined ? undefined : { code: object.failure_reason };
  return [emit('refund.failed', object.id, { ...refundOf(object, payment), failure }, id)];
};

const refundOf = (object: StripeRefund, payment: PaymentCreated | undefined): RefundCreated => ({
  customer: payment?.customer ?? customerRefOf({ stripeId: object.customer, metadata: object.metadata }),
  refundId: object.id,
  amount: fromStripeAmount(object.amount, object.currency),
  paymentId: object.payment_intent ?? object.charge,
  orderId: orderIdOf(object.metadata) ?? payment?.orderId,
  reason: object.reason,
  metadata: object.metadata,
});
