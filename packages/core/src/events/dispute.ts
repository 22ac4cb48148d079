import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { customerRef } from '../values/customer-ref.ts';
import { money } from '../values/money.ts';
import { timestamp } from '../values/timestamp.ts';
import { vendorId } from '../values/vendor-id.ts';

const dispute = z.object({
  customer: customerRef.optional(),
  disputeId: vendorId,
  amount: money.describe('What is in dispute.'),
  paymentId: vendorId.optional().describe('The payment that is disputed.'),
  orderId: vendorId.optional().describe('Your own reference: the order that was paid for.'),
  reason: z
    .string()
    .max(1024)
    .optional()
    .describe("The vendor's own reason: `fraudulent`, `product_not_received`."),
  networkReasonCode: z.string().max(64).optional().describe("The card network's code: `10.4`, `4837`."),
  status: z.string().max(256).optional().describe('As the vendor names it.'),
  evidenceDueBy: timestamp.optional().describe('Until when you can answer.'),
});

const example = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  disputeId: 'dp_1',
  amount: { amountMinor: 4_990, currency: 'EUR' },
  paymentId: 'pi_3PqL',
  orderId: '1042',
  reason: 'product_not_received',
  networkReasonCode: '13.1',
  status: 'needs_response',
  evidenceDueBy: '2026-12-01T23:59:59Z',
};

/** Defines `dispute.opened`. */
export const disputeOpened = defineEvent({
  type: 'dispute.opened',
  title: 'Dispute opened',
  description: 'A customer contests a payment with the bank; the amount is usually taken back at once.',
  data: dispute,
  example,
});

/** Data of `dispute.opened`: a customer contests a payment with the bank; the amount is usually taken back at once. */
export interface DisputeOpened extends z.output<typeof disputeOpened.data> {}

/** Defines `dispute.updated`. */
export const disputeUpdated = defineEvent({
  type: 'dispute.updated',
  title: 'Dispute updated',
  description: 'A dispute changed: evidence was handed in, or its status moved.',
  data: dispute,
  example: { ...example, status: 'under_review' },
});

/** Data of `dispute.updated`: a dispute changed: evidence was handed in, or its status moved. */
export interface DisputeUpdated extends z.output<typeof disputeUpdated.data> {}

/** Defines `dispute.won`. */
export const disputeWon = defineEvent({
  type: 'dispute.won',
  title: 'Dispute won',
  description: 'The bank decided for you and returns the amount.',
  data: dispute,
  example: { ...example, status: 'won' },
});

/** Data of `dispute.won`: the bank decided for you and returns the amount. */
export interface DisputeWon extends z.output<typeof disputeWon.data> {}

/** Defines `dispute.lost`. */
export const disputeLost = defineEvent({
  type: 'dispute.lost',
  title: 'Dispute lost',
  description: 'The bank decided for the customer; the amount is gone.',
  data: dispute,
  example: { ...example, status: 'lost' },
});

/** Data of `dispute.lost`: the bank decided for the customer; the amount is gone. */
export interface DisputeLost extends z.output<typeof disputeLost.data> {}

/** All events of disputes. */
export const disputeEvents: readonly EventDefinition[] = [
  disputeOpened,
  disputeUpdated,
  disputeWon,
  disputeLost,
];
