import { emailAddress, type PayoutPaid } from '@touchline/core';
import { type PayPalPayoutItem, payoutItem } from '../payload/payout-item.ts';
import { mapper, type PayPalMapper } from './mapper.ts';

/**
 * Payouts, each item by itself: a batch tells nothing that its items do not.
 *
 * @see https://developer.paypal.com/api/rest/webhooks/event-names/#link-batchpayouts
 */
export const payoutEvents: Readonly<Record<string, PayPalMapper>> = {
  'PAYMENT.PAYOUTS-ITEM.SUCCEEDED': mapper(payoutItem, (object, { emit }) => [
    emit('payout.paid', object.payout_item_id, payoutOf(object)),
  ]),
  ...Object.fromEntries(
    ['BLOCKED', 'CANCELED', 'DENIED', 'FAILED', 'REFUNDED', 'RETURNED'].map((outcome) => [
      `PAYMENT.PAYOUTS-ITEM.${outcome}`,
      mapper(payoutItem, (object, { emit }) => [
        emit('payout.failed', object.payout_item_id, {
          ...payoutOf(object),
          failure: {
            code: object.errors?.name ?? object.transaction_status ?? outcome,
            message: object.errors?.message,
          },
        }),
      ]),
    ]),
  ),
};

const payoutOf = ({ payout_item_id, payout_item }: PayPalPayoutItem): PayoutPaid => {
  const email = emailAddress.safeParse(payout_item.receiver).data;
  return {
    customer: email === undefined ? undefined : { email },
    payoutId: payout_item_id,
    amount: payout_item.amount,
    reference: payout_item.sender_item_id,
  };
};
