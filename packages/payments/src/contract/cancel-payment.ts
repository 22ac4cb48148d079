import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { payment, vendorId } from './payment.ts';

/** Gives up a payment that was not collected, and releases what it reserved. What was collected is refunded instead. */
export const cancelPayment = defineAction({
  name: 'cancelPayment',
  title: 'Cancel a payment',
  description: 'Gives up a payment that was not collected yet; a reserved amount is released.',
  effect: 'destructive',
  idempotent: 'key',
  input: z.object({
    paymentId: vendorId,
    reason: z
      .enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'])
      .optional()
      .describe('Passed on where the vendor takes one.'),
  }),
  output: payment.extend({
    amount: payment.shape.amount.optional().describe('Absent where the vendor does not repeat it.'),
  }),
  example: { paymentId: 'pi_3PqL', reason: 'requested_by_customer' },
});

/** What `cancelPayment` takes. */
export interface CancelPaymentInput extends z.input<typeof cancelPayment.input> {}

/** What `cancelPayment` answers with. */
export interface CancelPaymentOutput extends z.output<typeof cancelPayment.output> {}
