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
import { paymentInstrument } from './payment-method.ts';

const payment = z.object({
  customer: customerRef.optional(),
  paymentId: vendorId.describe(
    "The vendor's id of the payment, the same in all its events: `pi_…`, a PSP reference.",
  ),
  amount: money.describe('What the customer is asked to pay.'),
  method: paymentInstrument.optional(),
  description: z.string().meta(pii('free_text')).optional(),
  orderId: vendorId.optional().describe('Your own reference: the order that is paid for.'),
  invoiceId: vendorId.optional(),
  subscriptionId: vendorId.optional(),
  checkoutId: vendorId.optional(),
  metadata: metadata.optional(),
});

const example = {
  customer: { id: 'cus_1001', email: 'ada@example.com', name: 'Ada Lovelace' },
  paymentId: 'pi_3PqL',
  amount: { amountMinor: 4_990, currency: 'EUR' },
  method: { kind: 'card', brand: 'visa', last4: '4242', expiresOn: '2028-04' },
  description: 'Order 1042',
  orderId: '1042',
  invoiceId: 'in_1042',
  subscriptionId: 'sub_77',
  checkoutId: 'cs_1042',
  metadata: { campaign: 'autumn' },
};

/** Defines `payment.created`. */
export const paymentCreated = defineEvent({
  type: 'payment.created',
  title: 'Payment created',
  description: 'A payment was begun. Nothing is reserved or collected yet.',
  data: payment,
  example,
});

/** Data of `payment.created`: a payment was begun. */
export interface PaymentCreated extends z.output<typeof paymentCreated.data> {}

/** Defines `payment.authorized`. */
export const paymentAuthorized = defineEvent({
  type: 'payment.authorized',
  title: 'Payment authorized',
  description: 'The amount is reserved and waits to be captured.',
  data: payment.extend({
    authorizedAmount: money.optional().describe('What is reserved, where it is not the whole amount.'),
    captureBefore: timestamp.optional().describe('When the reservation lapses.'),
  }),
  example: {
    ...example,
    authorizedAmount: { amountMinor: 4_990, currency: 'EUR' },
    captureBefore: '2026-11-28T09:30:00Z',
  },
});

/** Data of `payment.authorized`: the amount is reserved and waits to be captured. */
export interface PaymentAuthorized extends z.output<typeof paymentAuthorized.data> {}

/** Defines `payment.captured`. */
export const paymentCaptured = defineEvent({
  type: 'payment.captured',
  title: 'Payment captured',
  description: 'A reserved amount, or a part of it, was collected.',
  data: payment.extend({
    captureId: vendorId.optional(),
    capturedAmount: money.optional().describe('What was collected, where it is not the whole amount.'),
    isFinal: z.boolean().optional().describe('Whether nothing more will be captured.'),
  }),
  example: {
    ...example,
    captureId: 'ch_3PqL',
    capturedAmount: { amountMinor: 4_990, currency: 'EUR' },
    isFinal: true,
  },
});

/** Data of `payment.captured`: a reserved amount, or a part of it, was collected. */
export interface PaymentCaptured extends z.output<typeof paymentCaptured.data> {}

/** Defines `payment.succeeded`. */
export const paymentSucceeded = defineEvent({
  type: 'payment.succeeded',
  title: 'Payment succeeded',
  description: 'The customer has paid. Fulfil the order on this event.',
  data: payment.extend({
    capturedAmount: money.optional().describe('What was collected, where it is not the whole amount.'),
    feeAmount: money.optional().describe("The vendor's fee."),
    netAmount: money.optional().describe('What is left for you after the fee.'),
    receiptUrl: webUrl.meta(pii('other')).optional().describe('A page that anyone with the URL may read.'),
  }),
  example: {
    ...example,
    capturedAmount: { amountMinor: 4_990, currency: 'EUR' },
    feeAmount: { amountMinor: 99, currency: 'EUR' },
    netAmount: { amountMinor: 4_891, currency: 'EUR' },
    receiptUrl: 'https://pay.example.com/receipts/3PqL',
  },
});

/** Data of `payment.succeeded`: the customer has paid. */
export interface PaymentSucceeded extends z.output<typeof paymentSucceeded.data> {}

/** Defines `payment.failed`. */
export const paymentFailed = defineEvent({
  type: 'payment.failed',
  title: 'Payment failed',
  description: 'An attempt to pay was declined. The customer may try again with the same payment.',
  data: payment.extend({
    failure: failure.optional(),
    declineCode: z
      .string()
      .max(256)
      .optional()
      .describe("The bank's own reason, where the vendor passes it on."),
  }),
  example: {
    ...example,
    failure: { code: 'card_declined', message: 'Your card has insufficient funds.' },
    declineCode: 'insufficient_funds',
  },
});

/** Data of `payment.failed`: an attempt to pay was declined. */
export interface PaymentFailed extends z.output<typeof paymentFailed.data> {}

/** Defines `payment.canceled`. */
export const paymentCanceled = defineEvent({
  type: 'payment.canceled',
  title: 'Payment canceled',
  description: 'A payment was given up before it was collected; a reserved amount is released.',
  data: payment.extend({
    reason: z
      .string()
      .max(1024)
      .optional()
      .describe("The vendor's own reason: `abandoned`, `expired`, `fraudulent`."),
  }),
  example: { ...example, reason: 'abandoned' },
});

/** Data of `payment.canceled`: a payment was given up before it was collected; a reserved amount is released. */
export interface PaymentCanceled extends z.output<typeof paymentCanceled.data> {}

/** Defines `payment.requires_action`. */
export const paymentRequiresAction = defineEvent({
  type: 'payment.requires_action',
  title: 'Payment requires action',
  description: 'The payment waits for its customer, such as for a 3-D Secure challenge.',
  data: payment.extend({
    action: z
      .object({
        kind: z.string().min(1).max(256).describe('`redirect`, `3ds_challenge`, `display_voucher`.'),
        url: webUrl.meta(pii('other')).optional().describe('Where to send the customer.'),
      })
      .optional(),
  }),
  example: { ...example, action: { kind: 'redirect', url: 'https://pay.example.com/3ds/3PqL' } },
});

/** Data of `payment.requires_action`: the payment waits for its customer, such as for a 3-D Secure challenge. */
export interface PaymentRequiresAction extends z.output<typeof paymentRequiresAction.data> {}

/** All events of payments. */
export const paymentEvents: readonly EventDefinition[] = [
  paymentCreated,
  paymentAuthorized,
  paymentCaptured,
  paymentSucceeded,
  paymentFailed,
  paymentCanceled,
  paymentRequiresAction,
];
