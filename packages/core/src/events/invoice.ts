import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { failure } from '../values/failure.ts';
import { metadata } from '../values/metadata.ts';
import { money } from '../values/money.ts';
import { timestamp } from '../values/timestamp.ts';
import { webUrl } from '../values/url.ts';
import { vendorId } from '../values/vendor-id.ts';

const invoice = z.object({
  customer: customerRef.optional(),
  invoiceId: vendorId,
  total: money.describe('The sum of the invoice, with taxes.'),
  number: z.string().max(256).optional().describe('The number that stands on the invoice.'),
  amountDue: money.optional().describe('What is still to be paid.'),
  amountPaid: money.optional(),
  subscriptionId: vendorId.optional(),
  lines: z
    .array(
      z.object({
        description: z.string().meta(pii('free_text')).optional(),
        quantity: z.number().optional(),
        amount: money.optional(),
      }),
    )
    .optional(),
  periodStart: timestamp.optional(),
  periodEnd: timestamp.optional(),
  dueAt: timestamp.optional(),
  hostedUrl: webUrl.meta(pii('other')).optional().describe('A page that anyone with the URL may read.'),
  pdfUrl: webUrl.meta(pii('other')).optional().describe('A file that anyone with the URL may read.'),
  metadata: metadata.optional(),
});

const example = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  invoiceId: 'in_1042',
  total: { amountMinor: 1_900, currency: 'EUR' },
  number: 'ACME-2026-1042',
  amountDue: { amountMinor: 1_900, currency: 'EUR' },
  amountPaid: { amountMinor: 0, currency: 'EUR' },
  subscriptionId: 'sub_77',
  lines: [{ description: 'Gold, 1 month', quantity: 1, amount: { amountMinor: 1_900, currency: 'EUR' } }],
  periodStart: '2026-11-21T00:00:00Z',
  periodEnd: '2026-12-21T00:00:00Z',
  dueAt: '2026-12-05T00:00:00Z',
  hostedUrl: 'https://pay.example.com/invoices/1042',
  pdfUrl: 'https://pay.example.com/invoices/1042.pdf',
  metadata: { costCentre: '42' },
};

/** Defines `invoice.finalized`. */
export const invoiceFinalized = defineEvent({
  type: 'invoice.finalized',
  title: 'Invoice finalized',
  description: 'An invoice was issued: it has its number and can be paid.',
  data: invoice,
  example,
});

/** Data of `invoice.finalized`: an invoice was issued: it has its number and can be paid. */
export interface InvoiceFinalized extends z.output<typeof invoiceFinalized.data> {}

/** Defines `invoice.paid`. */
export const invoicePaid = defineEvent({
  type: 'invoice.paid',
  title: 'Invoice paid',
  description: 'An invoice was paid in full.',
  data: invoice.extend({
    paymentId: vendorId.optional(),
    paidAt: timestamp.optional(),
  }),
  example: {
    ...example,
    amountDue: { amountMinor: 0, currency: 'EUR' },
    amountPaid: { amountMinor: 1_900, currency: 'EUR' },
    paymentId: 'pi_3PqL',
    paidAt: '2026-11-21T09:30:00Z',
  },
});

/** Data of `invoice.paid`: an invoice was paid in full. */
export interface InvoicePaid extends z.output<typeof invoicePaid.data> {}

/** Defines `invoice.payment_failed`. */
export const invoicePaymentFailed = defineEvent({
  type: 'invoice.payment_failed',
  title: 'Invoice payment failed',
  description: 'An invoice could not be collected.',
  data: invoice.extend({
    paymentId: vendorId.optional(),
    failure: failure.optional(),
    attemptCount: z.int().nonnegative().optional().describe('How often collecting was tried.'),
    nextAttemptAt: timestamp.optional(),
  }),
  example: {
    ...example,
    paymentId: 'pi_3PqL',
    failure: { code: 'card_declined', message: 'Your card was declined.' },
    attemptCount: 1,
    nextAttemptAt: '2026-11-24T09:30:00Z',
  },
});

/** Data of `invoice.payment_failed`: an invoice could not be collected. */
export interface InvoicePaymentFailed extends z.output<typeof invoicePaymentFailed.data> {}

/** All events of invoices. */
export const invoiceEvents: readonly EventDefinition[] = [
  invoiceFinalized,
  invoicePaid,
  invoicePaymentFailed,
];
