import { type Money, TouchlineError, urlPath } from '@touchline/core';
import { paymentIntent, type StripePaymentIntent } from '../payload/payment-intent.ts';
import type { StripeContext } from './call-stripe.ts';

/** Makes answers hold the charge of a payment, where refunds are counted: https://docs.stripe.com/expand. */
export const expandCharge = { expand: ['latest_charge'] } as const;

/** Reads a payment intent with its charge. */
export const readPayment = async (
  { http, signal }: StripeContext,
  paymentId: string,
): Promise<StripePaymentIntent> => {
  const answer = await http.get(urlPath`/v1/payment_intents/${paymentId}`, {
    operation: 'payment.get',
    query: { 'expand[]': 'latest_charge' },
    response: paymentIntent,
    signal,
  });
  return answer.body;
};

/**
 * Refuses an amount in another currency than the payment's. Stripe takes a part of a payment as a bare number and cannot know
 * that yen were meant.
 *
 * @throws TouchlineError `action.input_invalid`.
 */
export const requireCurrency = ({ currency }: Money, actual: string): void => {
  if (currency !== actual.toUpperCase())
    throw new TouchlineError(
      'action.input_invalid',
      `The payment is in ${actual.toUpperCase()}, the amount in ${currency}.`,
    );
};
