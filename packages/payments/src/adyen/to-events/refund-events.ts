import type { RefundCreated } from '@touchline/core';
import type { Mapped } from '../../event-mapping.ts';
import type { AdyenNotification } from '../payload/notification.ts';
import type { MapContext, NotificationMapper } from './mapper.ts';
import { customerOf, metadataOf } from './values.ts';

/**
 * Refunds. Adyen takes a refund for done once it is handed to the bank; one that the bank could not pay out is told later, under the
 * same reference.
 *
 * @see https://docs.adyen.com/online-payments/refund
 */
export const refundEvents: Readonly<Record<string, NotificationMapper>> = {
  REFUND: (notification, context) => refundEventsOf(notification, context),
  REFUND_WITH_DATA: (notification, context) => refundEventsOf(notification, context),
  REFUND_FAILED: (notification, context) =>
    notification.success ? failedRefund(notification, context, 'refund_failed') : [context.ignore()],
  REFUNDED_REVERSED: (notification, context) =>
    notification.success ? failedRefund(notification, context, 'refunded_reversed') : [context.ignore()],
};

/** What a refund that was asked for became. */
export const refundEventsOf = (notification: AdyenNotification, context: MapContext): Mapped => {
  if (!notification.success) return failedRefund(notification, context, 'refused');
  const data = refundOf(notification, context);
  return [context.emit('refund.succeeded', data.refundId, data)];
};

const failedRefund = (notification: AdyenNotification, context: MapContext, code: string): Mapped => {
  const data = refundOf(notification, context);
  return [
    context.emit('refund.failed', data.refundId, {
      ...data,
      failure: { code, message: notification.reason },
    }),
  ];
};

const refundOf = (notification: AdyenNotification, { amount }: MapContext): RefundCreated => ({
  customer: customerOf(notification),
  refundId: notification.pspReference,
  amount: amount(),
  paymentId: notification.originalReference,
  orderId: notification.merchantReference,
  metadata: metadataOf(notification),
});
