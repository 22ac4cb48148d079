import { z } from 'zod';
import {
  enteredEmail,
  enteredName,
  enteredPhone,
  epochSeconds,
  listOf,
  passedOn,
  reference,
  stripeCurrency,
  stripeId,
  stripeMetadata,
  stripeUrl,
} from './fields.ts';

const period = z.object({ start: epochSeconds, end: epochSeconds });

const line = z.object({
  description: passedOn(z.string()),
  quantity: passedOn(z.number()),
  amount: passedOn(z.int()),
  period: passedOn(period),
});

const subscriptionDetails = z.object({ subscription: reference, metadata: stripeMetadata });

/**
 * In API version 2025-03-31 the subscription moved to `parent`, and the payments to a list of their own.
 *
 * @see https://docs.stripe.com/api/invoices/object
 * @see https://docs.stripe.com/changelog/basil/2025-03-31/adds-new-parent-field-to-invoicing-objects
 */
export const invoice = z.object({
  id: stripeId,
  currency: stripeCurrency,
  total: z.int(),
  amount_due: passedOn(z.int()),
  amount_paid: passedOn(z.int()),
  amount_remaining: passedOn(z.int()),
  number: passedOn(z.string().max(256)),
  billing_reason: passedOn(z.string()),
  customer: reference,
  customer_email: enteredEmail,
  customer_name: enteredName,
  customer_phone: enteredPhone,
  lines: passedOn(listOf(line)),
  period_start: passedOn(epochSeconds),
  period_end: passedOn(epochSeconds),
  due_date: passedOn(epochSeconds),
  hosted_invoice_url: stripeUrl,
  invoice_pdf: stripeUrl,
  attempt_count: passedOn(z.int().nonnegative()),
  next_payment_attempt: passedOn(epochSeconds),
  status_transitions: passedOn(z.object({ paid_at: passedOn(epochSeconds) })),
  parent: passedOn(z.object({ subscription_details: passedOn(subscriptionDetails) })),
  payments: passedOn(listOf(z.object({ payment: passedOn(z.object({ payment_intent: reference })) }))),
  /** Only before API version 2025-03-31, as are the next three. */
  subscription: reference,
  subscription_details: passedOn(subscriptionDetails),
  payment_intent: reference,
  charge: reference,
  metadata: stripeMetadata,
});

/** See {@link invoice}. */
export interface StripeInvoice extends z.output<typeof invoice> {}
