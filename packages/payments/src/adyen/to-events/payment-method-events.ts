import type { NotificationMapper } from './mapper.ts';
import { customerOf, fieldOf, methodOf } from './values.ts';

/** What customers save to pay with later: https://docs.adyen.com/online-payments/tokenization/create-tokens. */
export const paymentMethodEvents: Readonly<Record<string, NotificationMapper>> = {
  RECURRING_CONTRACT: (notification, { emit, ignore }) => {
    if (!notification.success) return [ignore()];
    const paymentMethodId =
      fieldOf(notification.additionalData, 'recurring.recurringDetailReference') ?? notification.pspReference;
    return [
      emit('payment_method.attached', paymentMethodId, {
        customer: customerOf(notification),
        paymentMethodId,
        method: methodOf(notification),
      }),
    ];
  },
};
