import type { CheckoutExpired } from '@touchline/core';
import { checkoutSession, type StripeCheckoutSession } from '../payload/checkout-session.ts';
import { customerRefOf, orderIdOf } from './customer-ref.ts';
import { mapper, type StripeMapper } from './mapper.ts';
import { addressOf, moneyOf } from './values.ts';

/**
 * Hosted checkouts. How a payment ended that was still pending at the checkout's end is told by the payment's own events, so
 * `checkout.session.async_payment_*` is left out.
 *
 * @see https://docs.stripe.com/checkout/fulfillment
 */
export const checkoutEvents: Readonly<Record<string, StripeMapper>> = {
  'checkout.session.completed': mapper(checkoutSession, (session, { emit }) => {
    const shipping = session.collected_information?.shipping_details ?? session.shipping_details;
    return [
      emit('checkout.completed', session.id, {
        ...checkoutOf(session),
        paymentId: session.payment_intent,
        subscriptionId: session.subscription,
        paymentStatus: session.payment_status,
        billingAddress: addressOf(session.customer_details?.address, session.customer_details?.name),
        shippingAddress: addressOf(shipping?.address, shipping?.name),
      }),
    ];
  }),
  'checkout.session.expired': mapper(checkoutSession, (session, { emit }) => [
    emit('checkout.expired', session.id, {
      ...checkoutOf(session),
      recoveryUrl: session.after_expiration?.recovery?.url,
    }),
  ]),
};

const checkoutOf = (session: StripeCheckoutSession): CheckoutExpired => ({
  customer: customerRefOf({
    stripeId: session.customer,
    email: session.customer_details?.email ?? session.customer_email,
    name: session.customer_details?.name,
    phone: session.customer_details?.phone,
    metadata: session.metadata,
  }),
  checkoutId: session.id,
  mode: session.mode,
  amount: moneyOf(session.amount_total, session.currency),
  orderId: session.client_reference_id ?? orderIdOf(session.metadata),
  lines: session.line_items?.data.map(({ description = 'Item', quantity = 1, amount_total }) => ({
    name: description,
    quantity,
    total: moneyOf(amount_total, session.currency),
  })),
  metadata: session.metadata,
});
