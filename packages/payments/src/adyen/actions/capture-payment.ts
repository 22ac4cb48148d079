import { urlPath } from '@touchline/core';
import type { capturePayment as contract } from '../../contract.ts';
import { fromAdyenAmount, toAdyenAmount } from '../currencies.ts';
import { type AdyenAction, post, requireAmount, shortKey } from './call-adyen.ts';
import { received } from './modification.ts';

/**
 * Asks for a capture. Adyen answers that it was received; `payment.captured` tells that it was done.
 *
 * @see https://docs.adyen.com/api-explorer/Checkout/71/post/payments/(paymentPspReference)/captures
 */
export const capturePayment: AdyenAction<typeof contract> = {
  run: async ({ paymentId, amount: asked }, context) => {
    const amount = requireAmount(asked);
    const answer = await post(context, urlPath`/payments/${paymentId}/captures`, {
      operation: 'payment.capture',
      json: { amount: toAdyenAmount(amount), reference: shortKey(context.idempotencyKey) },
      response: received,
    });
    const taken = answer.amount ? fromAdyenAmount(answer.amount) : amount;
    return {
      paymentId: answer.paymentPspReference,
      status: 'authorized',
      amount: taken,
      authorizedAmount: taken,
    };
  },
};
