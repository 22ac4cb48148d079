import type { PaymentCreated } from '@touchline/core';
import type { Mapped } from '../../event-mapping.ts';
import { fromStripeAmount } from '../currencies.ts';
import type { StripeCharge } from '../payload/charge.ts';
import { paymentIntent, type StripePaymentIntent } from '../payload/payment-intent.ts';
import { customerRefOf, orderIdOf } from './customer-ref.ts';
import { type MapContext, mapper, type StripeMapper } from './mapper.ts';
import { firstOf, moneyOf, timeOf } from './values.ts';

/**
 * Payments, as their payment intents tell of them. What a charge tells too is left to it where the config says
 * `paymentEvents: 'charge'`. `payment_intent.processing` and `.partially_funded` have no counterpart.
 *
 * @see https://docs.stripe.com/api/events/types
 */
export const paymentIntentEvents: Readonly<Record<string, StripeMapper>> = {
  'payment_intent.created': mapper(paymentIntent, (intent, { emit }) => [
    emit('payment.created', intent.id, paymentOf(intent)),
  ]),
  'payment_intent.requires_action': mapper(paymentIntent, (intent, { emit }) => [
    emit('payment.requires_action', intent.id, {
      ...paymentOf(intent),
      action: intent.next_action && {
        kind: intent.next_action.type,
        url: intent.next_action.redirect_to_url?.url,
      },
    }),
  ]),
  'payment_intent.amount_capturable_updated': told((intent, { emit }) => [
    emit('payment.authorized', intent.id, {
      ...paymentOf(intent),
      authorizedAmount: moneyOf(differing(intent.amount_capturable, intent.amount), intent.currency),
      captureBefore: timeOf(chargeOf(intent)?.payment_method_details?.captureBefore),
    }),
  ]),
  'payment_intent.succeeded': told((intent, { emit }) => [
    emit('payment.succeeded', intent.id, {
      ...paymentOf(intent),
      capturedAmount: moneyOf(differing(intent.amount_received, intent.amount), intent.currency),
      receiptUrl: chargeOf(intent)?.receipt_url,
    }),
  ]),
  'payment_intent.payment_failed': mapper(paymentIntent, (intent, context) => {
    const error = intent.last_payment_error;
    // What fails before there is a charge, as authentication does, has no twin.
    if (error?.charge !== undefined && context.config.paymentEvents === 'charge') return [context.ignore()];
    return [
      context.emit('payment.failed', intent.id, {
        ...paymentOf(intent),
        failure: error && { code: error.code, message: error.message },
        declineCode: error?.decline_code,
      }),
    ];
  }),
  // A charge expires uncaptured together with its intent, so the intent tells of it in either case.
  'payment_intent.canceled': mapper(paymentIntent, (intent, { emit }) => [
    emit('payment.canceled', intent.id, { ...paymentOf(intent), reason: intent.cancellation_reason }),
  ]),
};

/** What a charge tells too. */
function told(map: (intent: StripePaymentIntent, context: MapContext) => Mapped): StripeMapper {
  return mapper(paymentIntent, (intent, context) =>
    context.config.paymentEvents === 'payment_intent' ? map(intent, context) : [context.ignore()],
  );
}

/** What all events of a payment hold. */
const paymentOf = (intent: StripePaymentIntent): PaymentCreated => {
  const latest = chargeOf(intent);
  const tried = latest?.payment_method_details ?? intent.last_payment_error?.payment_method;
  const billing = latest?.billing_details ?? intent.last_payment_error?.payment_method?.billing_details;
  const [kind, ...otherKinds] = intent.payment_method_types ?? [];
  return {
    customer: customerRefOf({
      stripeId: intent.customer,
      email: intent.receipt_email ?? billing?.email,
      name: billing?.name ?? intent.shipping?.name,
      phone: billing?.phone,
      metadata: intent.metadata,
    }),
    paymentId: intent.id,
    amount: fromStripeAmount(intent.amount, intent.currency),
    method: tried?.instrument ?? (kind !== undefined && otherKinds.length === 0 ? { kind } : undefined),
    description: intent.description,
    orderId: orderIdOf(intent.metadata),
    invoiceId: intent.invoice,
    metadata: intent.metadata,
  };
};

const chargeOf = (intent: StripePaymentIntent): StripeCharge | undefined =>
  intent.latest_charge ?? firstOf(intent.charges);

const differing = (amount: number | undefined, usual: number): number | undefined =>
  amount === usual ? undefined : amount;
