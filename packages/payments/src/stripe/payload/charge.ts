import { z } from 'zod';
import {
  billingDetails,
  enteredEmail,
  passedOn,
  reference,
  stripeCurrency,
  stripeId,
  stripeMetadata,
  stripeUrl,
} from './fields.ts';
import { instrumentDetails } from './instrument.ts';
import { refund } from './refund.ts';

/** One attempt at collecting money: https://docs.stripe.com/api/charges/object. */
export const charge = z.object({
  id: stripeId,
  amount: z.int(),
  currency: stripeCurrency,
  captured: passedOn(z.boolean()),
  amount_captured: passedOn(z.int()),
  amount_refunded: passedOn(z.int()),
  customer: reference,
  payment_intent: reference,
  invoice: reference,
  billing_details: passedOn(billingDetails),
  receipt_email: enteredEmail,
  receipt_url: stripeUrl,
  description: passedOn(z.string()),
  failure_code: passedOn(z.string().max(256)),
  failure_message: passedOn(z.string()),
  outcome: passedOn(z.object({ reason: passedOn(z.string().max(256)) })),
  payment_method_details: passedOn(instrumentDetails),
  /** Only in API versions before 2022-11-15, newest first. */
  refunds: passedOn(z.object({ data: z.array(refund) })),
  metadata: stripeMetadata,
});

/** See {@link charge}. */
export interface StripeCharge extends z.output<typeof charge> {}
