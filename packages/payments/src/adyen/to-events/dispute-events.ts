import type { DisputeOpened } from '@touchline/core';
import { adyenTime } from '../payload/fields.ts';
import type { AdyenNotification } from '../payload/notification.ts';
import type { MapContext, NotificationMapper } from './mapper.ts';
import { customerOf, fieldOf } from './values.ts';

/**
 * Disputes, which have a PSP reference of their own; the payment is the original one. A dispute opens with the first of the
 * notifications that may begin one, so the id of that event is made of the dispute.
 *
 * @see https://docs.adyen.com/risk-management/disputes-api/dispute-notifications
 */
export const disputeEvents: Readonly<Record<string, NotificationMapper>> = {
  REQUEST_FOR_INFORMATION: opened,
  NOTIFICATION_OF_CHARGEBACK: opened,
  // The amount is taken back with it, whether or not the dispute was announced before.
  CHARGEBACK: (notification, context) => {
    const opening = opened(notification, context);
    return notification.success
      ? [...opening, ...emitted('dispute.updated')(notification, context)]
      : opening;
  },
  INFORMATION_SUPPLIED: emitted('dispute.updated'),
  ISSUER_COMMENTS: emitted('dispute.updated'),
  ISSUER_RESPONSE_TIMEFRAME_EXPIRED: emitted('dispute.updated'),
  DISPUTE_DEFENSE_PERIOD_ENDED: emitted('dispute.updated'),
  PREARBITRATION_OPENED: emitted('dispute.updated'),
  CHARGEBACK_REVERSED: emitted('dispute.won'),
  PREARBITRATION_WON: emitted('dispute.won'),
  SECOND_CHARGEBACK: emitted('dispute.lost'),
  PREARBITRATION_LOST: emitted('dispute.lost'),
};

function opened(...[notification, context]: Parameters<NotificationMapper>): ReturnType<NotificationMapper> {
  if (!notification.success) return [context.ignore()];
  const data = disputeOf(notification, context);
  return [context.emit('dispute.opened', data.disputeId, data, `${data.disputeId}:opened`)];
}

function emitted(type: 'dispute.updated' | 'dispute.won' | 'dispute.lost'): NotificationMapper {
  return (notification, context) => {
    if (!notification.success) return [context.ignore()];
    const data = disputeOf(notification, context);
    return [context.emit(type, data.disputeId, data)];
  };
}

const disputeOf = (notification: AdyenNotification, { amount }: MapContext): DisputeOpened => {
  const { additionalData } = notification;
  return {
    customer: customerOf(notification),
    disputeId: notification.pspReference,
    amount: amount(),
    paymentId: notification.originalReference ?? fieldOf(additionalData, 'paymentPspReference'),
    orderId: notification.merchantReference,
    reason: notification.reason,
    networkReasonCode: fieldOf(additionalData, 'chargebackReasonCode')?.slice(0, 64),
    status: (fieldOf(additionalData, 'disputeStatus') ?? notification.eventCode).slice(0, 256),
    evidenceDueBy: adyenTime.safeParse(fieldOf(additionalData, 'defensePeriodEndsAt')).data,
  };
};
