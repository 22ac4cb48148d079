import { urlPath } from '@touchline/core';
import type { z } from 'zod';
import type { refundPayment as contract } from '../../contract.ts';
import { fromAdyenAmount, toAdyenAmount } from '../currencies.ts';
import { type AdyenAction, post, requireAmount, shortKey } from './call-adyen.ts';
import { received } from './modification.ts';

/**
 * Asks for a refund. Adyen answers that it was received; `refund.succeeded` or `refund.failed` tells how it ended. It keeps neither a
 * note nor metadata with a refund.
 *
 * @see https://docs.adyen.com/api-explorer/Checkout/71/post/payments/(paymentPspReference)/refunds
 */
export const refundPayment: AdyenAction<typeof contract> = {
  run: async ({ paymentId, amount: asked, reason }, context) => {
    const amount = requireAmount(asked);
    const answer = await post(context, urlPath`/payments/${paymentId}/refunds`, {
      operation: 'payment.refund',
      json: {
        amount: toAdyenAmount(amount),
        reference: shortKey(context.idempotencyKey),
        merchantRefundReason: reason && reasons[reason],
      },
      response: received,
    });
    return {
      refundId: answer.pspReference,
      paymentId: answer.paymentPspReference,
      status: 'pending',
      amount: answer.amount ? fromAdyenAmount(answer.amount) : amount,
    };
  },
};

const reasons: Readonly<Record<NonNullable<z.output<typeof contract.input>['reason']>, string>> = {
  duplicate: 'DUPLICATE',
  fraudulent: 'FRAUD',
  requested_by_customer: 'CUSTOMER REQUEST',
  other: 'OTHER',
};
