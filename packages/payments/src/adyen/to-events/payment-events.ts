import type { PaymentCreated } from '@touchline/core';
import type { Mapped } from '../../event-mapping.ts';
import { metadataKeys } from '../metadata-keys.ts';
import type { AdyenNotification } from '../payload/notification.ts';
import type { MapContext, NotificationMapper } from './mapper.ts';
import { refundEventsOf } from './refund-events.ts';
import { customerOf, fieldOf, metadataOf, methodOf } from './values.ts';

/**
 * Payments, from the authorisation on. A payment's id is the PSP reference of its authorisation, which modifications repeat as their
 * original reference.
 *
 * Adyen sends no webhook of an automatic capture, so by the config an authorisation has paid, or its capture has. A payment
 * succeeds once, however many parts it is captured in: the id of that event is made of the payment.
 *
 * @see https://docs.adyen.com/development-resources/webhooks/webhook-types#default-event-codes
 */
export const paymentEvents: Readonly<Record<string, NotificationMapper>> = {
  AUTHORISATION: (notification, context) => {
    const { emit, amount } = context;
    const data = paymentOf(notification, context);
    if (!notification.success) return [failed(notification, context, notification.reason)];
    const authorized = emit('payment.authorized', data.paymentId, data);
    return captureModeOf(context) === 'automatic' && amount().amountMinor > 0
      ? [authorized, emit('payment.succeeded', data.paymentId, data, `${data.paymentId}:succeeded`)]
      : [authorized];
  },

  AUTHORISATION_ADJUSTMENT: (notification, context) => {
    if (!notification.success) return [context.ignore()];
    const data = paymentOf(notification, context);
    return [context.emit('payment.authorized', data.paymentId, { ...data, authorizedAmount: data.amount })];
  },

  CAPTURE: (notification, context) => {
    if (!notification.success) return [failed(notification, context, 'capture_failed')];
    const data = paymentOf(notification, context);
    const captured = { ...data, captureId: notification.pspReference, capturedAmount: data.amount };
    return [
      context.emit('payment.captured', data.paymentId, captured),
      context.emit(
        'payment.succeeded',
        data.paymentId,
        { ...data, capturedAmount: data.amount },
        `${data.paymentId}:succeeded`,
      ),
    ];
  },

  CAPTURE_FAILED: (notification, context) =>
    notification.success ? [failed(notification, context, 'capture_failed')] : [context.ignore()],

  CANCELLATION: canceled('cancellation'),
  TECHNICAL_CANCEL: canceled('technical_cancel'),
  EXPIRE: canceled('expired'),
  OFFER_CLOSED: canceled('offer_closed'),

  // Adyen decides which of the two it is: https://docs.adyen.com/online-payments/reversal
  CANCEL_OR_REFUND: (notification, context) => {
    const action = fieldOf(notification.additionalData, 'modification.action');
    if (action === 'refund') return refundEventsOf(notification, context);
    return action === 'cancel' ? canceled('cancellation')(notification, context) : [context.ignore()];
  },
};

function canceled(reason: string): NotificationMapper {
  return (notification, context) => {
    if (!notification.success) return [context.ignore()];
    const data = paymentOf(notification, context);
    return [
      context.emit('payment.canceled', data.paymentId, { ...data, reason: notification.reason ?? reason }),
    ];
  };
}

const failed = (
  notification: AdyenNotification,
  context: MapContext,
  code: string | undefined,
): Mapped[number] => {
  const data = paymentOf(notification, context);
  return context.emit('payment.failed', data.paymentId, {
    ...data,
    failure: { code: code?.slice(0, 256), message: notification.reason },
    declineCode: fieldOf(notification.additionalData, 'refusalReasonRaw')?.slice(0, 256),
  });
};

const captureModeOf = ({ notification, config }: MapContext): string =>
  fieldOf(notification.additionalData, `metadata.${metadataKeys.capture}`) ?? config.capture;

const paymentOf = (notification: AdyenNotification, { amount }: MapContext): PaymentCreated => ({
  customer: customerOf(notification),
  paymentId: notification.originalReference ?? notification.pspReference,
  amount: amount(),
  method: methodOf(notification),
  orderId: notification.merchantReference,
  checkoutId: fieldOf(notification.additionalData, 'paymentLinkId'),
  metadata: metadataOf(notification),
});
