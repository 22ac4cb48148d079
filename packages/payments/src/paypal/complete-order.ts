import { defineAction } from '@touchline/core';
import { z } from 'zod';
import { payment, vendorId } from '../contract/payment.ts';

/**
 * Does what an order was made for, once its customer has approved it: collects the amount, or reserves it. PayPal does neither by
 * itself. An order that is completed already is left as it is.
 */
export const completeOrder = defineAction({
  name: 'completeOrder',
  title: 'Complete an order',
  description:
    'Collects, or reserves, what a customer has approved, as the intent of the order says. One that is completed already is left as it is.',
  effect: 'write',
  idempotent: 'key',
  input: z.object({ orderId: vendorId }),
  output: payment,
  example: { orderId: '5O190127TN364715T' },
});

/** What `completeOrder` takes. */
export interface CompleteOrderInput extends z.input<typeof completeOrder.input> {}
