import { z } from 'zod';
import {
  billingDetails,
  enteredEmail,
  enteredName,
  epochSeconds,
  listOf,
  passedOn,
  reference,
  stripeAddress,
  stripeCurrency,
  stripeId,
  stripeMetadata,
  stripeUrl,
} from './fields.ts';

const shipping = z.object({ name: enteredName, address: passedOn(stripeAddress) });

/** https://docs.stripe.com/api/checkout/sessions/object */
export const checkoutSession = z.object({
  id: stripeId,
  url: stripeUrl,
  mode: passedOn(z.string().max(64)),
  currency: passedOn(stripeCurrency),
  amount_total: passedOn(z.int()),
  client_reference_id: passedOn(stripeId),
  customer: reference,
  customer_email: enteredEmail,
  customer_details: passedOn(billingDetails),
  payment_intent: reference,
  subscription: reference,
  payment_status: passedOn(z.string().max(64)),
  expires_at: passedOn(epochSeconds),
  after_expiration: passedOn(z.object({ recovery: passedOn(z.object({ url: stripeUrl })) })),
  /** Absent unless it was expanded. */
  line_items: passedOn(
    listOf(
      z.object({
        description: passedOn(z.string().min(1).max(1024)),
        quantity: passedOn(z.number().nonnegative()),
        amount_total: passedOn(z.int()),
      }),
    ),
  ),
  /** Since API version 2025-03-31; `shipping_details` before. */
  collected_information: passedOn(z.object({ shipping_details: passedOn(shipping) })),
  shipping_details: passedOn(shipping),
  metadata: stripeMetadata,
});

/** See {@link checkoutSession}. */
export interface StripeCheckoutSession extends z.output<typeof checkoutSession> {}
