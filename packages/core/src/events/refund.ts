import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { customerRef } from '../values/customer-ref.ts';
import { failure } from '../values/failure.ts';
import { metadata } from '../values/metadata.ts';
import { money } from '../values/money.ts';
import { vendorId } from '../values/vendor-id.ts';

const refund = z.object({
  customer: customerRef.optional(),
  refundId: vendorId,
  amount: money.describe('What goes back to the customer.'),
  paymentId: vendorId.optional().describe('The payment that is refunded, wholly or in part.'),
  orderId: vendorId.optional().describe('Your own reference: the order that was paid for.'),
  reason: z
    .string()
    .max(1024)
    .optional()
    .describe("The vendor's own reason: `requested_by_customer`, `duplicate`."),
  metadata: metadata.optional(),
});

const example = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  refundId: 're_1',
  amount: { amountMinor: 1_990, currency: 'EUR' },
  paymentId: 'pi_3PqL',
  orderId: '1042',
  reason: 'requested_by_customer',
  metadata: { agent: '48210' },
};

/** Defines `refund.created`. */
export const refundCreated = defineEvent({
  type: 'refund.created',
  title: 'Refund created',
  description: 'A refund was asked for. The money is not back yet.',
  data: refund,
  example,
});

/** Data of `refund.created`: a refund was asked for. */
export interface RefundCreated extends z.output<typeof refundCreated.data> {}

/** Defines `refund.succeeded`. */
export const refundSucceeded = defineEvent({
  type: 'refund.succeeded',
  title: 'Refund succeeded',
  description: 'The money is on its way to the customer and the vendor will not take it back.',
  data: refund,
  example,
});

/** Data of `refund.succeeded`: the money is on its way to the customer and the vendor will not take it back. */
export interface RefundSucceeded extends z.output<typeof refundSucceeded.data> {}

/** Defines `refund.failed`. */
export const refundFailed = defineEvent({
  type: 'refund.failed',
  title: 'Refund failed',
  description: 'The money could not be returned, such as to a closed account.',
  data: refund.extend({ failure: failure.optional() }),
  example: {
    ...example,
    failure: { code: 'expired_or_canceled_card', message: 'The card is closed.' },
  },
});

/** Data of `refund.failed`: the money could not be returned, such as to a closed account. */
export interface RefundFailed extends z.output<typeof refundFailed.data> {}

/** All events of refunds. */
export const refundEvents: readonly EventDefinition[] = [refundCreated, refundSucceeded, refundFailed];
