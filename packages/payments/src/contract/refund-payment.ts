import { defineAction, money, pii } from '@touchline/core';
import { z } from 'zod';
import { positiveMoney } from './create-payment.ts';
import { metadata, vendorId } from './payment.ts';

/** Returns a collected payment to its customer, all of it or a part. */
export const refundPayment = defineAction({
  name: 'refundPayment',
  title: 'Refund a payment',
  description:
    'Returns a collected payment to its customer, all of it or a part. It can be called for several parts.',
  effect: 'destructive',
  idempotent: 'key',
  input: z.object({
    paymentId: vendorId,
    amount: positiveMoney
      .optional()
      .describe('In the currency of the payment. Default: all that is not refunded yet.'),
    reason: z
      .enum(['duplicate', 'fraudulent', 'requested_by_customer', 'other'])
      .optional()
      .describe('Passed on where the vendor takes one.'),
    note: z.string().max(255).meta(pii('free_text')).optional().describe('For your own records.'),
    metadata: metadata.optional(),
  }),
  output: z.object({
    refundId: vendorId,
    paymentId: vendorId.optional(),
    status: z
      .enum(['requires_action', 'pending', 'succeeded', 'failed', 'canceled'])
      .describe('`succeeded` means that the vendor will not take it back; banks take days all the same.'),
    amount: money,
    failure: z
      .object({
        code: z.string().max(256).optional().describe("The vendor's own code."),
        message: z.string().meta(pii('free_text')).optional(),
      })
      .optional(),
  }),
  example: {
    paymentId: 'pi_3PqL',
    amount: { amountMinor: 1_990, currency: 'EUR' },
    reason: 'requested_by_customer',
    note: 'One cup was broken',
  },
});

/** What `refundPayment` takes. */
export interface RefundPaymentInput extends z.input<typeof refundPayment.input> {}

/** What `refundPayment` answers with. */
export interface RefundPaymentOutput extends z.output<typeof refundPayment.output> {}
