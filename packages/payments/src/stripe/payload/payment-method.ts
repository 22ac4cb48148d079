import { z } from 'zod';
import { billingDetails, passedOn, reference, stripeId, stripeMetadata } from './fields.ts';
import { instrumentDetails } from './instrument.ts';

/** https://docs.stripe.com/api/payment_methods/object */
export const paymentMethod = z.intersection(
  z.object({
    id: stripeId,
    customer: reference,
    billing_details: passedOn(billingDetails),
    metadata: stripeMetadata,
  }),
  instrumentDetails,
);

/** See {@link paymentMethod}. */
export type StripePaymentMethod = z.output<typeof paymentMethod>;
