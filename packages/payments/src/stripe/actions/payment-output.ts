import { timestampFromSeconds } from '@touchline/core';
import type { z } from 'zod';
import type { PaymentStatus, payment } from '../../contract.ts';
import { fromStripeAmount } from '../currencies.ts';
import type { StripePaymentIntent } from '../payload/payment-intent.ts';
import { orderIdOf } from '../to-events/customer-ref.ts';

/** A payment intent as the contract has it. */
export const paymentOutput = (intent: StripePaymentIntent): z.input<typeof payment> => {
  const money = (amount: number | undefined) =>
    amount ? fromStripeAmount(amount, intent.currency) : undefined;
  const failure = intent.last_payment_error;
  const status = statusOf(intent);
  return {
    paymentId: intent.id,
    status,
    amount: fromStripeAmount(intent.amount, intent.currency),
    authorizedAmount: money(intent.amount_capturable),
    capturedAmount: money(intent.amount_received),
    refundedAmount: money(intent.latest_charge?.amount_refunded),
    orderId: orderIdOf(intent.metadata),
    customerId: intent.customer,
    actionUrl: intent.next_action?.redirect_to_url?.url,
    clientToken: intent.client_secret,
    failure: status === 'failed' && failure ? { code: failure.code, message: failure.message } : undefined,
    createdAt: intent.created === undefined ? undefined : timestampFromSeconds(intent.created),
    metadata: intent.metadata,
  };
};

/**
 * Stripe's status as the contract's. `requires_payment_method` is both where an intent begins and where it returns after a
 * decline; the last error tells which.
 *
 * @see https://docs.stripe.com/payments/paymentintents/lifecycle
 */
const statusOf = ({ status, last_payment_error }: StripePaymentIntent): PaymentStatus => {
  switch (status) {
    case 'succeeded':
      return 'succeeded';
    case 'canceled':
      return 'canceled';
    case 'requires_capture':
      return 'authorized';
    case 'requires_payment_method':
      return last_payment_error ? 'failed' : 'requires_action';
    case 'requires_confirmation':
    case 'requires_action':
      return 'requires_action';
    default:
      return 'pending';
  }
};
