import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { metadata } from '../values/metadata.ts';
import { money } from '../values/money.ts';
import { postalAddress } from '../values/postal-address.ts';
import { webUrl } from '../values/url.ts';
import { vendorId } from '../values/vendor-id.ts';
import { orderLine } from './order-line.ts';

const checkout = z.object({
  customer: customerRef.optional(),
  checkoutId: vendorId,
  mode: z.string().max(64).optional().describe('What it is for: `payment`, `subscription`, `setup`.'),
  amount: money.optional().describe('The total. Absent where nothing is to be paid now.'),
  orderId: vendorId.optional().describe('Your own reference: the order that is paid for.'),
  lines: z.array(orderLine).optional(),
  metadata: metadata.optional(),
});

const example = {
  customer: { anonymousId: 'visitor-7f3a', email: 'ada@example.com' },
  checkoutId: 'cs_1042',
  mode: 'payment',
  amount: { amountMinor: 4_990, currency: 'EUR' },
  orderId: '1042',
  lines: [{ name: 'Teapot', quantity: 1, sku: 'TEA-1', total: { amountMinor: 4_990, currency: 'EUR' } }],
  metadata: { campaign: 'autumn' },
};

/** Defines `checkout.completed`. */
export const checkoutCompleted = defineEvent({
  type: 'checkout.completed',
  title: 'Checkout completed',
  description:
    'A customer went through a hosted checkout to its end. The payment itself may still be pending.',
  data: checkout.extend({
    paymentId: vendorId.optional(),
    subscriptionId: vendorId.optional(),
    paymentStatus: z.string().max(64).optional().describe('As the vendor names it: `paid`, `unpaid`.'),
    billingAddress: postalAddress.optional(),
    shippingAddress: postalAddress.optional(),
  }),
  example: {
    ...example,
    paymentId: 'pi_3PqL',
    subscriptionId: 'sub_77',
    paymentStatus: 'paid',
    billingAddress: { line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
    shippingAddress: { name: 'Ada Lovelace', line1: '1 Dorset Street', city: 'London', country: 'GB' },
  },
});

/** Data of `checkout.completed`: a customer went through a hosted checkout to its end. */
export interface CheckoutCompleted extends z.output<typeof checkoutCompleted.data> {}

/** Defines `checkout.expired`. */
export const checkoutExpired = defineEvent({
  type: 'checkout.expired',
  title: 'Checkout expired',
  description: 'A hosted checkout ran out of time before it was completed.',
  data: checkout.extend({
    recoveryUrl: webUrl.meta(pii('other')).optional().describe('Where the customer can take it up again.'),
  }),
  example: { ...example, recoveryUrl: 'https://pay.example.com/recover/1042' },
});

/** Data of `checkout.expired`: a hosted checkout ran out of time before it was completed. */
export interface CheckoutExpired extends z.output<typeof checkoutExpired.data> {}

/** All events of hosted checkouts. */
export const checkoutEvents: readonly EventDefinition[] = [checkoutCompleted, checkoutExpired];
