import { customerRef, defineAction, money, timestamp } from '@touchline/core';
import { z } from 'zod';
import { captureMode, positiveMoney, returnUrl } from './create-payment.ts';
import { metadata, vendorId } from './payment.ts';

const line = z.object({
  name: z.string().min(1).max(250),
  quantity: z.int().positive().default(1),
  unitAmount: positiveMoney.describe('The price of one, with taxes.'),
  description: z.string().max(500).optional(),
  imageUrl: z
    .url({ protocol: /^https$/, error: 'must be an https URL' })
    .max(2048)
    .optional(),
});

/** Makes a page of the vendor's on which a customer can pay. */
export const createCheckout = defineAction({
  name: 'createCheckout',
  title: 'Create a checkout',
  description: 'Makes a page of the vendor on which a customer pays. Send the customer to its URL.',
  effect: 'write',
  idempotent: 'key',
  input: z.object({
    lines: z
      .array(line)
      .min(1)
      .max(100)
      .refine((lines) => new Set(lines.map(({ unitAmount }) => unitAmount.currency)).size === 1, {
        message: 'must all have the same currency',
      })
      .describe('What is bought, all in one currency.'),
    orderId: vendorId
      .max(200)
      .optional()
      .describe('Your own reference; it comes back in the events of the checkout and of its payment.'),
    customer: customerRef.optional(),
    capture: captureMode.default('automatic'),
    returnUrl: returnUrl.describe('Where the customer goes after paying.'),
    cancelUrl: returnUrl.optional().describe('Where the customer goes who turns back.'),
    expiresAt: timestamp.optional().describe("Default: the vendor's own, usually a day from now."),
    metadata: metadata.optional(),
  }),
  output: z.object({
    checkoutId: vendorId,
    url: z.url().describe('Where to send the customer.'),
    amount: money.optional(),
    paymentId: vendorId
      .optional()
      .describe('Absent where the vendor makes the payment only once it is paid.'),
    expiresAt: timestamp.optional(),
  }),
  example: {
    lines: [{ name: 'Teapot', quantity: 1, unitAmount: { amountMinor: 4_990, currency: 'EUR' } }],
    orderId: '1042',
    customer: { id: 'cus_1001', email: 'ada@example.com' },
    returnUrl: 'https://shop.example.com/orders/1042',
    cancelUrl: 'https://shop.example.com/cart',
  },
});

/** What `createCheckout` takes. */
export interface CreateCheckoutInput extends z.input<typeof createCheckout.input> {}

/** What `createCheckout` answers with. */
export interface CreateCheckoutOutput extends z.output<typeof createCheckout.output> {}
