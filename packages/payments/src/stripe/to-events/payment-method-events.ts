import { paymentMethod } from '../payload/payment-method.ts';
import { customerRefOf } from './customer-ref.ts';
import { mapper, type StripeMapper } from './mapper.ts';
import { addressOf } from './values.ts';

/** What customers save to pay with later: https://docs.stripe.com/payments/save-and-reuse. */
export const paymentMethodEvents: Readonly<Record<string, StripeMapper>> = {
  'payment_method.attached': mapper(paymentMethod, (object, { emit }) => [
    emit('payment_method.attached', object.id, {
      customer: customerRefOf({
        stripeId: object.customer,
        email: object.billing_details?.email,
        name: object.billing_details?.name,
        phone: object.billing_details?.phone,
        metadata: object.metadata,
      }),
      paymentMethodId: object.id,
      method: object.instrument,
      billingAddress: addressOf(object.billing_details?.address),
      metadata: object.metadata,
    }),
  ]),
};
