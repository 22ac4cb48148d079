import { z } from 'zod';
import { charge } from './charge.ts';
import {
  billingDetails,
  enteredEmail,
  enteredName,
  epochSeconds,
  passedOn,
  reference,
  stripeCurrency,
  stripeId,
  stripeMetadata,
  stripeUrl,
} from './fields.ts';
import { instrumentDetails } from './instrument.ts';

const failedMethod = z.intersection(
  instrumentDetails,
  z.object({ billing_details: passedOn(billingDetails) }),
);

/** https://docs.stripe.com/api/payment_intents/object */
export const paymentIntent = z.object({
  id: stripeId,
  amount: z.int(),
  currency: stripeCurrency,
  status: z.string(),
  amount_capturable: passedOn(z.int()),
  amount_received: passedOn(z.int()),
  created: passedOn(epochSeconds),
  customer: reference,
  invoice: reference,
  client_secret: passedOn(z.string().min(1)),
  description: passedOn(z.string()),
  receipt_email: enteredEmail,
  shipping: passedOn(z.object({ name: enteredName })),
  payment_method_types: passedOn(z.array(z.string().min(1).max(64))),
  cancellation_reason: passedOn(z.string().max(1024)),
  last_payment_error: passedOn(
    z.object({
      code: passedOn(z.string().max(256)),
      decline_code: passedOn(z.string().max(256)),
      message: passedOn(z.string()),
      charge: reference,
      payment_method: passedOn(failedMethod),
    }),
  ),
  next_action: passedOn(
    z.object({
      type: z.string().min(1).max(256),
      redirect_to_url: passedOn(z.object({ url: stripeUrl })),
    }),
  ),
  /** An id, unless it was expanded. */
  latest_charge: passedOn(charge),
  /** Only in API versions before 2022-11-15, newest first. */
  charges: passedOn(z.object({ data: z.array(charge) })),
  metadata: stripeMetadata,
});

/** See {@link paymentIntent}. */
export interface StripePaymentIntent extends z.output<typeof paymentIntent> {}
