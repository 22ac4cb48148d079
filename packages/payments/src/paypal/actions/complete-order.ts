import type { completeOrder as contract } from '../complete-order.ts';
import { isIssue } from '../errors.ts';
import type { PayPalOrder } from '../payload/order.ts';
import type { PayPalAction, PayPalContext } from './call-paypal.ts';
import { notDeclined, paymentOutput } from './payment-output.ts';
import { readOrder, settleOrder } from './read-order.ts';

/** Completes an order once, whoever else does: your own page may be there first. */
export const completeOrder: PayPalAction<typeof contract> = {
  run: async ({ orderId }, context) => {
    const read = await readOrder(context, orderId);
    return read.status === 'COMPLETED' ? paymentOutput(read) : notDeclined(await settled(context, read));
  },
};

const settled = async (context: PayPalContext, read: PayPalOrder): Promise<PayPalOrder> => {
  try {
    return await settleOrder(context, read);
  } catch (thrown) {
    if (isIssue(thrown, ['ORDER_ALREADY_AUTHORIZED', 'ORDER_ALREADY_CAPTURED', 'ORDER_ALREADY_COMPLETED']))
      return readOrder(context, read.id);
    throw thrown;
  }
};
