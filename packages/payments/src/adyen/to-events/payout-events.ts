import type { PayoutPaid } from '@touchline/core';
import type { AdyenNotification } from '../payload/notification.ts';
import type { MapContext, NotificationMapper } from './mapper.ts';
import { customerOf } from './values.ts';

/**
 * Payouts to third parties. Those to your own account are told by platform webhooks.
 *
 * @see https://docs.adyen.com/online-payments/online-payouts/payout-webhook
 */
export const payoutEvents: Readonly<Record<string, NotificationMapper>> = {
  PAYOUT_THIRDPARTY: (notification, context) => {
    if (!notification.success) return failedPayout('refused')(notification, context);
    const data = payoutOf(notification, context);
    return [context.emit('payout.paid', data.payoutId, data)];
  },
  PAYOUT_DECLINE: failedPayout('declined'),
  PAYOUT_EXPIRE: failedPayout('expired'),
  PAIDOUT_REVERSED: failedPayout('reversed'),
};

function failedPayout(code: string): NotificationMapper {
  return (notification, context) => {
    const data = payoutOf(notification, context);
    // Of the codes that say that it failed, only those count that came to pass.
    if (!notification.success && notification.eventCode !== 'PAYOUT_THIRDPARTY') return [context.ignore()];
    return [
      context.emit('payout.failed', data.payoutId, {
        ...data,
        failure: { code, message: notification.reason },
      }),
    ];
  };
}

const payoutOf = (notification: AdyenNotification, { amount }: MapContext): PayoutPaid => ({
  customer: customerOf(notification),
  payoutId: notification.originalReference ?? notification.pspReference,
  amount: amount(),
  method: notification.paymentMethod,
  reference: notification.merchantReference,
});
