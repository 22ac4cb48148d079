import { urlPath } from '@touchline/core';
import type { cancelPayment as contract } from '../../contract.ts';
import { type AdyenAction, post, shortKey } from './call-adyen.ts';
import { received } from './modification.ts';

/**
 * Asks for a cancellation. Adyen answers that it was received and takes no reason; `payment.canceled` tells that it was done.
 *
 * @see https://docs.adyen.com/api-explorer/Checkout/71/post/payments/(paymentPspReference)/cancels
 */
export const cancelPayment: AdyenAction<typeof contract> = {
  run: async ({ paymentId }, context) => {
    const answer = await post(context, urlPath`/payments/${paymentId}/cancels`, {
      operation: 'payment.cancel',
      json: { reference: shortKey(context.idempotencyKey) },
      response: received,
    });
    return { paymentId: answer.paymentPspReference, status: 'authorized' };
  },
};
