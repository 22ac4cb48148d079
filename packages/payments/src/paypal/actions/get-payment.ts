import type { getPayment as contract } from '../../contract.ts';
import type { PayPalAction } from './call-paypal.ts';
import { paymentOutput } from './payment-output.ts';
import { readOrder } from './read-order.ts';

/** @see https://developer.paypal.com/docs/api/orders/v2/#orders_get */
export const getPayment: PayPalAction<typeof contract> = {
  run: async ({ paymentId }, context) => paymentOutput(await readOrder(context, paymentId)),
};
