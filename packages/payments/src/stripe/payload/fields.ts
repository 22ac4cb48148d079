import { z } from 'zod';
import { enteredEmail, enteredName, enteredPhone, passedOn } from '../../lenient-fields.ts';

export { enteredEmail, enteredName, enteredPhone, passedOn };

/** The id of one of Stripe's objects. */
export const stripeId = z.string().min(1).max(255);

/** A field that Stripe sends as an id, or as the whole object where it was expanded: https://docs.stripe.com/expand. */
export const reference = passedOn(z.union([stripeId, z.object({ id: stripeId }).transform(({ id }) => id)]));

/** A three-letter code, lower case as Stripe writes it. */
export const stripeCurrency = z.string().regex(/^[a-z]{3}$/, 'must be an ISO 4217 code in lower case');

/** Seconds since the Unix epoch, within what RFC 3339 can write. */
export const epochSeconds = z.int().min(0).max(253_402_300_799);

/** Stripe's metadata: https://docs.stripe.com/metadata. */
export const stripeMetadata = passedOn(z.record(z.string().min(1).max(256), z.string().max(8192)));

/** A web page of Stripe's, such as a receipt. */
export const stripeUrl = passedOn(z.url({ protocol: /^https?$/ }).max(8192));

const line = passedOn(z.string().min(1).max(512));

/** A postal address: https://docs.stripe.com/api/customers/object#customer_object-address. */
export const stripeAddress = z.object({
  line1: line,
  line2: line,
  city: line,
  state: line,
  postal_code: line,
  country: passedOn(z.string().regex(/^[A-Z]{2}$/)),
});

/** See {@link stripeAddress}. */
export interface StripeAddress extends z.output<typeof stripeAddress> {}

/** What a customer entered beside the card: https://docs.stripe.com/api/charges/object#charge_object-billing_details. */
export const billingDetails = z.object({
  email: enteredEmail,
  name: enteredName,
  phone: enteredPhone,
  address: passedOn(stripeAddress),
});

/** A list of Stripe's, of whatever its items are. */
export const listOf = <Schema extends z.ZodType>(item: Schema) => z.object({ data: z.array(item) });
