import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { payment, vendorId } from './payment.ts';

/** Reads a payment as the vendor holds it now. */
export const getPayment = defineAction({
  name: 'getPayment',
  title: 'Read a payment',
  description: 'Reads a payment as the vendor holds it now.',
  effect: 'read',
  idempotent: 'natural',
  input: z.object({ paymentId: vendorId }),
  output: payment,
  example: { paymentId: 'pi_3PqL' },
});

/** What `getPayment` takes. */
export interface GetPaymentInput extends z.input<typeof getPayment.input> {}

/** What `getPayment` answers with. */
export interface GetPaymentOutput extends z.output<typeof getPayment.output> {}
