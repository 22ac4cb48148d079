import { money, pii, timestamp } from '@touchline/core';
import { z } from 'zod';

/** An id that a vendor gave to one of its things: opaque, compared byte by byte. */
export const vendorId = z.string().min(1).max(255);

/** Names and values that you attach to a vendor's thing and that come back in its events, unread. */
export const metadata = z.record(z.string().min(1).max(40), z.string().max(500).meta(pii('other')));

/**
 * Where a payment stands, the same for every vendor. It moves from left to right and never back:
 * `requires_action` → `pending` → `authorized` → `succeeded`; `failed` may be tried again with the same payment where the
 * vendor allows it; `canceled` is final.
 */
export const paymentStatus = z.enum([
  'requires_action',
  'pending',
  'authorized',
  'succeeded',
  'failed',
  'canceled',
]);

/** See {@link paymentStatus}. */
export type PaymentStatus = z.output<typeof paymentStatus>;

/** A payment as its vendor holds it now: what every action on one payment answers with. */
export const payment = z.object({
  paymentId: vendorId.describe("The vendor's id, the same in all events of the payment."),
  status: paymentStatus.describe(
    '`requires_action`: waits for the customer, to choose how to pay or to confirm. `pending`: the bank has yet to decide. ' +
      '`authorized`: reserved, to be captured. `succeeded`: paid.',
  ),
  amount: money.describe('What the customer is asked to pay, as the vendor took it.'),
  authorizedAmount: money.optional().describe('What is reserved and can still be captured.'),
  capturedAmount: money.optional().describe('What was collected so far.'),
  refundedAmount: money.optional().describe('What went back to the customer so far.'),
  orderId: vendorId.optional().describe('Your own reference.'),
  customerId: vendorId.meta(pii('identifier')).optional().describe("The vendor's id of the customer."),
  actionUrl: z.url().meta(pii('other')).optional().describe('Where to send the customer next.'),
  clientToken: z
    .string()
    .meta(pii('payment'))
    .optional()
    .describe(
      "What the vendor's browser SDK needs to go on. Give it to this customer alone, and never log it.",
    ),
  failure: z
    .object({
      code: z.string().max(256).optional().describe("The vendor's own code, such as `card_declined`."),
      message: z.string().meta(pii('free_text')).optional().describe("The vendor's own explanation."),
    })
    .optional()
    .describe('Why the last attempt to pay did not succeed.'),
  createdAt: timestamp.optional(),
  metadata: metadata.optional(),
});

/** See {@link payment}. */
export interface Payment extends z.output<typeof payment> {}
