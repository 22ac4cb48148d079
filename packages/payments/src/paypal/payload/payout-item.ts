import { z } from 'zod';
import { passedOn } from '../../lenient-fields.ts';
import { paypalId, paypalMoney, reference } from './fields.ts';

/** https://developer.paypal.com/docs/api/payments.payouts-batch/v1/#payouts-item_get */
export const payoutItem = z.object({
  payout_item_id: paypalId,
  transaction_status: passedOn(z.string().max(64)),
  payout_item: z.object({
    amount: paypalMoney,
    receiver: passedOn(z.string().max(512)),
    sender_item_id: reference,
  }),
  errors: passedOn(z.object({ name: passedOn(z.string().max(256)), message: passedOn(z.string()) })),
});

/** See {@link payoutItem}. */
export interface PayPalPayoutItem extends z.output<typeof payoutItem> {}
