import { timestampFromSeconds } from '@touchline/core';
import { z } from 'zod';
import type { createCheckout as contract } from '../../contract.ts';
import { toStripeAmount } from '../currencies.ts';
import { metadataKeys } from '../metadata-keys.ts';
import { checkoutSession } from '../payload/checkout-session.ts';
import { moneyOf } from '../to-events/values.ts';
import { postForm, type StripeAction } from './call-stripe.ts';

/**
 * Makes a checkout session in the mode `payment`. It lives a day, or until `expiresAt`, which must be 30 minutes to 24 hours
 * from now. What stands in its metadata stands in its payment's too, so that the events of both lead back to the order.
 *
 * @see https://docs.stripe.com/api/checkout/sessions/create
 */
export const createCheckout: StripeAction<typeof contract> = {
  run: async (input, context) => {
    const { customer, orderId, expiresAt } = input;
    const customerId = customer?.externalIds?.stripe;
    const metadata = {
      ...input.metadata,
      [metadataKeys.orderId]: orderId,
      [metadataKeys.customerId]: customer?.id,
    };
    const session = await postForm(context, '/v1/checkout/sessions', {
      operation: 'checkout.create',
      form: {
        mode: 'payment',
        success_url: input.returnUrl,
        cancel_url: input.cancelUrl,
        client_reference_id: orderId,
        // Stripe takes one or the other.
        ...(customerId === undefined ? { customer_email: customer?.email } : { customer: customerId }),
        expires_at: expiresAt === undefined ? undefined : Math.floor(Date.parse(expiresAt) / 1_000),
        line_items: input.lines.map(lineItemOf),
        payment_intent_data: { capture_method: input.capture, metadata },
        metadata,
      },
      response: openSession,
    });
    return {
      checkoutId: session.id,
      url: session.url,
      amount: moneyOf(session.amount_total, session.currency),
      paymentId: session.payment_intent,
      expiresAt: session.expires_at === undefined ? undefined : timestampFromSeconds(session.expires_at),
    };
  },
};

const openSession = checkoutSession.extend({ url: z.url() });

const lineItemOf = ({ name, quantity, unitAmount, description, imageUrl }: Line) => {
  const { amount, currency } = toStripeAmount(unitAmount);
  return {
    quantity,
    price_data: {
      currency,
      unit_amount: amount,
      product_data: { name, description, images: imageUrl === undefined ? undefined : [imageUrl] },
    },
  };
};

type Line = z.output<typeof contract.input>['lines'][number];
