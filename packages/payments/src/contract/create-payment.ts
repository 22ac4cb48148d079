import { customerRef, defineAction, emailAddress, money, pii } from '@touchline/core';
import { z } from 'zod';
import { metadata, payment, vendorId } from './payment.ts';

/** An amount that can be collected: above zero. */
export const positiveMoney = money.refine(({ amountMinor }) => amountMinor > 0, {
  path: ['amountMinor'],
  message: 'must be above zero',
});

/**
 * Where a customer comes back to after paying elsewhere. Also an app's own scheme, but none that runs as script.
 */
export const returnUrl = z
  .url({ protocol: /^(?!(javascript|data|vbscript|file)$)/, error: 'must be an absolute URL' })
  .max(2048);

/** When what was authorized is collected: at once, or on a call of `capturePayment`. */
export const captureMode = z.enum(['automatic', 'manual']);

/**
 * Begins a payment. With a `paymentMethodId` it is also attempted at once; without one the customer goes on in the
 * browser with `clientToken` or `actionUrl`.
 *
 * A decline is an error, `http.rejected` with the vendor's code in `vendorCode`, also where the vendor answers 200: a
 * payment that did not happen must not look like one that did.
 */
export const createPayment = defineAction({
  name: 'createPayment',
  title: 'Create a payment',
  description:
    'Begins a payment and, given something to pay with, attempts it. A declined attempt is an error, not an output.',
  effect: 'write',
  idempotent: 'key',
  input: z.object({
    amount: positiveMoney,
    orderId: vendorId.optional().describe('Your own reference; it comes back in every event of the payment.'),
    customer: customerRef.optional(),
    paymentMethodId: vendorId
      .optional()
      .describe("The vendor's id or token of what is paid with: a saved card, or one just entered."),
    offSession: z
      .boolean()
      .default(false)
      .describe(
        'Whether the customer is away, as at a renewal, and cannot confirm. Needs a paymentMethodId.',
      ),
    capture: captureMode.default('automatic'),
    returnUrl: returnUrl.optional().describe('Where the customer comes back to from a bank or a wallet.'),
    description: z.string().max(1000).meta(pii('free_text')).optional(),
    receiptEmail: emailAddress
      .optional()
      .describe('The vendor sends its receipt there, where it can. Leave it out to send none.'),
    metadata: metadata.optional(),
  }),
  output: payment,
  example: {
    amount: { amountMinor: 4_990, currency: 'EUR' },
    orderId: '1042',
    customer: { id: 'cus_1001', email: 'ada@example.com', externalIds: { stripe: 'cus_QXg1o8vcGmoR32' } },
    capture: 'automatic',
    returnUrl: 'https://shop.example.com/orders/1042',
    description: 'Order 1042',
    metadata: { campaign: 'autumn' },
  },
});

/** What `createPayment` takes. */
export interface CreatePaymentInput extends z.input<typeof createPayment.input> {}

/** What `createPayment` answers with. */
export interface CreatePaymentOutput extends z.output<typeof createPayment.output> {}
