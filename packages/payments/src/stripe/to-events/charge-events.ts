import type { PaymentCreated } from '@touchline/core';
import type { Mapped } from '../../event-mapping.ts';
import { fromStripeAmount } from '../currencies.ts';
import { charge, type StripeCharge } from '../payload/charge.ts';
import { customerRefOf, orderIdOf } from './customer-ref.ts';
import { type MapContext, mapper, type StripeMapper } from './mapper.ts';
import { refundEventsOf } from './refund-events.ts';
import { firstOf, moneyOf, timeOf } from './values.ts';

/**
 * Payments, as their charges tell of them: those without a payment intent, and all where the config says
 * `paymentEvents: 'charge'`. Only `charge.captured` has no twin: an intent does not tell of single captures.
 *
 * @see https://docs.stripe.com/api/events/types
 */
export const chargeEvents: Readonly<Record<string, StripeMapper>> = {
  'charge.succeeded': told((object, { emit }) => {
    const payment = paymentOf(object);
    if (object.captured === false)
      return [
        emit('payment.authorized', payment.paymentId, {
          ...payment,
          captureBefore: timeOf(object.payment_method_details?.captureBefore),
        }),
      ];
    return [emit('payment.succeeded', payment.paymentId, succeeded(object, payment))];
  }),
  'charge.captured': mapper(charge, (object, context) => {
    const { envelope, emit } = context;
    const payment = paymentOf(object);
    const captured = emit('payment.captured', payment.paymentId, {
      ...payment,
      captureId: object.id,
      capturedAmount: succeeded(object, payment).capturedAmount,
    });
    if (!isTeller(object, context)) return [captured];
    return [
      captured,
      emit('payment.succeeded', payment.paymentId, succeeded(object, payment), `${envelope.id}:succeeded`),
    ];
  }),
  'charge.failed': told((object, { emit }) => {
    const payment = paymentOf(object);
    return [
      emit('payment.failed', payment.paymentId, {
        ...payment,
        failure: { code: object.failure_code, message: object.failure_message },
        declineCode: object.outcome?.reason,
      }),
    ];
  }),
  'charge.expired': mapper(charge, (object, { emit, ignore }) => {
    const payment = paymentOf(object);
    return object.payment_intent === undefined
      ? [emit('payment.canceled', payment.paymentId, { ...payment, reason: 'expired' })]
      : [ignore()];
  }),
  // Before API version 2022-11-15 the refunds are in it; since 2024-10-28 `refund.created` is sent for all of them:
  // https://docs.stripe.com/changelog/acacia/2024-10-28/refund-webhook-update
  'charge.refunded': mapper(charge, (object, context) => {
    const newest = firstOf(object.refunds);
    return newest ? refundEventsOf(newest, context, paymentOf(object)) : [context.ignore()];
  }),
};

/** What a payment intent tells too, where there is one. */
function told(map: (object: StripeCharge, context: MapContext) => Mapped): StripeMapper {
  return mapper(charge, (object, context) =>
    isTeller(object, context) ? map(object, context) : [context.ignore()],
  );
}

const isTeller = (object: StripeCharge, { config }: MapContext): boolean =>
  object.payment_intent === undefined || config.paymentEvents === 'charge';

/** What all events of a payment hold. Its id is the intent's where there is one, the same as in the intent's events. */
const paymentOf = (object: StripeCharge): PaymentCreated => ({
  customer: customerRefOf({
    stripeId: object.customer,
    email: object.receipt_email ?? object.billing_details?.email,
    name: object.billing_details?.name,
    phone: object.billing_details?.phone,
    metadata: object.metadata,
  }),
  paymentId: object.payment_intent ?? object.id,
  amount: fromStripeAmount(object.amount, object.currency),
  method: object.payment_method_details?.instrument,
  description: object.description,
  orderId: orderIdOf(object.metadata),
  invoiceId: object.invoice,
  metadata: object.metadata,
});

const succeeded = (object: StripeCharge, payment: PaymentCreated) => ({
  ...payment,
  capturedAmount: moneyOf(
    object.amount_captured === object.amount ? undefined : object.amount_captured,
    object.currency,
  ),
  receiptUrl: object.receipt_url,
});
