import { z } from 'zod';
import {
  enteredEmail,
  enteredName,
  enteredPhone,
  epochSeconds,
  passedOn,
  stripeAddress,
  stripeId,
  stripeMetadata,
} from './fields.ts';

/** https://docs.stripe.com/api/customers/object */
export const customer = z.object({
  id: stripeId,
  created: passedOn(epochSeconds),
  email: enteredEmail,
  name: enteredName,
  phone: enteredPhone,
  address: passedOn(stripeAddress),
  preferred_locales: passedOn(z.array(z.string().min(1).max(64))),
  description: passedOn(z.string()),
  metadata: stripeMetadata,
});

/** See {@link customer}. */
export interface StripeCustomer extends z.output<typeof customer> {}
