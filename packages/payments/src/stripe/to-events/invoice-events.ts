import type { InvoiceFinalized } from '@touchline/core';
import { fromStripeAmount } from '../currencies.ts';
import { invoice, type StripeInvoice } from '../payload/invoice.ts';
import { customerRefOf } from './customer-ref.ts';
import { mapper, type StripeMapper } from './mapper.ts';
import { firstOf, moneyOf, timeOf } from './values.ts';

/**
 * Invoices. `invoice.payment_succeeded` is left out: `invoice.paid` says the same, also of invoices that were paid outside of
 * Stripe.
 *
 * @see https://docs.stripe.com/billing/subscriptions/webhooks
 */
export const invoiceEvents: Readonly<Record<string, StripeMapper>> = {
  'invoice.finalized': mapper(invoice, (object, { emit }) => [
    emit('invoice.finalized', object.id, invoiceOf(object)),
  ]),
  'invoice.paid': mapper(invoice, (object, { envelope, emit }) => {
    const data = invoiceOf(object);
    const paymentId = paymentIdOf(object);
    const paid = emit('invoice.paid', object.id, {
      ...data,
      paymentId,
      paidAt: timeOf(object.status_transitions?.paid_at),
    });
    const { subscriptionId } = data;
    if (object.billing_reason !== 'subscription_cycle' || subscriptionId === undefined) return [paid];
    const period = firstOf(object.lines)?.period;
    return [
      paid,
      emit(
        'subscription.renewed',
        subscriptionId,
        {
          customer: data.customer,
          subscriptionId,
          amount: data.total,
          currentPeriodStart: timeOf(period?.start),
          currentPeriodEnd: timeOf(period?.end),
          metadata: detailsOf(object)?.metadata,
          invoiceId: object.id,
          paymentId,
        },
        `${envelope.id}:renewed`,
      ),
    ];
  }),
  'invoice.payment_failed': mapper(invoice, (object, { emit }) => [
    emit('invoice.payment_failed', object.id, {
      ...invoiceOf(object),
      paymentId: paymentIdOf(object),
      attemptCount: object.attempt_count,
      nextAttemptAt: timeOf(object.next_payment_attempt),
    }),
  ]),
};

const invoiceOf = (object: StripeInvoice): InvoiceFinalized => ({
  customer: customerRefOf({
    stripeId: object.customer,
    email: object.customer_email,
    name: object.customer_name,
    phone: object.customer_phone,
    metadata: { ...detailsOf(object)?.metadata, ...object.metadata },
  }),
  invoiceId: object.id,
  total: fromStripeAmount(object.total, object.currency),
  number: object.number,
  amountDue: moneyOf(object.amount_remaining ?? object.amount_due, object.currency),
  amountPaid: moneyOf(object.amount_paid, object.currency),
  subscriptionId: detailsOf(object)?.subscription ?? object.subscription,
  lines: object.lines?.data.map(({ description, quantity, amount }) => ({
    description,
    quantity,
    amount: moneyOf(amount, object.currency),
  })),
  periodStart: timeOf(object.period_start),
  periodEnd: timeOf(object.period_end),
  dueAt: timeOf(object.due_date),
  hostedUrl: object.hosted_invoice_url,
  pdfUrl: object.invoice_pdf,
  metadata: object.metadata,
});

/** What the invoice knows of its subscription, wherever its API version keeps it. */
const detailsOf = (object: StripeInvoice) =>
  object.parent?.subscription_details ?? object.subscription_details;

const paymentIdOf = (object: StripeInvoice): string | undefined =>
  object.payment_intent ?? firstOf(object.payments)?.payment?.payment_intent ?? object.charge;
