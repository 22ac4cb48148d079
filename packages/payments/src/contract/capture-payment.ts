import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { positiveMoney } from './create-payment.ts';
import { payment, vendorId } from './payment.ts';

/** Collects what a payment with `capture: 'manual'` reserved, all of it or a part. */
export const capturePayment = defineAction({
  name: 'capturePayment',
  title: 'Capture a payment',
  description:
    'Collects an authorized amount. Capturing a part releases the rest, unless the vendor takes several parts.',
  effect: 'write',
  idempotent: 'key',
  input: z.object({
    paymentId: vendorId,
    amount: positiveMoney
      .optional()
      .describe('In the currency of the payment. Default: all that is authorized.'),
  }),
  output: payment,
  example: { paymentId: 'pi_3PqL', amount: { amountMinor: 4_990, currency: 'EUR' } },
});

/** What `capturePayment` takes. */
export interface CapturePaymentInput extends z.input<typeof capturePayment.input> {}

/** What `capturePayment` answers with. */
export interface CapturePaymentOutput extends z.output<typeof capturePayment.output> {}
