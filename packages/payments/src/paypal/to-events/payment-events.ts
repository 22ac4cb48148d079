import type { PaymentCreated } from '@touchline/core';
import type { Mapped } from '../../event-mapping.ts';
import { type PayPalTransaction, transaction } from '../payload/transaction.ts';
import { customerRefOf, orderIdOf } from './customer-ref.ts';
import { type MapContext, mapper, type PayPalMapper } from './mapper.ts';

/**
 * Payments. The id of one is that of its order, where PayPal names it; captures and authorizations that were made without an order,
 * and sales of version 1, are payments by themselves.
 *
 * @see https://developer.paypal.com/api/rest/webhooks/event-names/#link-paymentsv2
 */
export const paymentEvents: Readonly<Record<string, PayPalMapper>> = {
  'PAYMENT.AUTHORIZATION.CREATED': mapper(transaction, (object, { emit }) => {
    const data = paymentOf(object);
    const captureBefore = object.expiration_time ?? object.valid_until;
    return [emit('payment.authorized', data.paymentId, { ...data, captureBefore })];
  }),
  'PAYMENT.AUTHORIZATION.DENIED': mapper(transaction, (object, context) => [failed(object, context)]),
  'PAYMENT.AUTHORIZATION.VOIDED': mapper(transaction, (object, { emit }) => {
    const data = paymentOf(object);
    return [emit('payment.canceled', data.paymentId, { ...data, reason: reasonOf(object) ?? 'voided' })];
  }),

  'PAYMENT.CAPTURE.COMPLETED': mapper(transaction, captured),
  'PAYMENT.CAPTURE.DENIED': mapper(transaction, (object, context) => [failed(object, context)]),
  'PAYMENT.CAPTURE.DECLINED': mapper(transaction, (object, context) => [failed(object, context)]),

  'PAYMENT.SALE.COMPLETED': mapper(transaction, (object, { envelope, emit }) => {
    const data = paymentOf(object);
    const succeeded = emit('payment.succeeded', data.paymentId, {
      ...data,
      feeAmount: object.transaction_fee,
    });
    const { billing_agreement_id: subscriptionId } = object;
    if (subscriptionId === undefined) return [succeeded];
    const renewed = {
      customer: data.customer,
      subscriptionId,
      amount: data.amount,
      paymentId: data.paymentId,
    };
    return [succeeded, emit('subscription.renewed', subscriptionId, renewed, `${envelope.id}:renewed`)];
  }),
  'PAYMENT.SALE.DENIED': mapper(transaction, (object, context) => [failed(object, context)]),
};

/**
 * A capture of what was authorized is told as such too. Then a payment may be captured in parts, and succeeds with the first of
 * them: the id of that event is made of the payment.
 */
function captured(object: PayPalTransaction, { envelope, emit }: MapContext): Mapped {
  const data = paymentOf(object);
  const { paypal_fee: feeAmount, net_amount: netAmount } = object.seller_receivable_breakdown ?? {};
  const succeeded = { ...data, feeAmount, netAmount };
  if (object.supplementary_data?.related_ids?.authorization_id === undefined)
    return [emit('payment.succeeded', data.paymentId, succeeded)];
  return [
    emit(
      'payment.captured',
      data.paymentId,
      { ...data, captureId: object.id, capturedAmount: object.amount, isFinal: object.final_capture },
      envelope.id,
    ),
    emit('payment.succeeded', data.paymentId, succeeded, `${data.paymentId}:succeeded`),
  ];
}

const failed = (object: PayPalTransaction, { emit }: MapContext): Mapped[number] => {
  const data = paymentOf(object);
  return emit('payment.failed', data.paymentId, {
    ...data,
    failure: { code: reasonOf(object) ?? object.status ?? object.state },
    declineCode: object.processor_response?.response_code,
  });
};

const reasonOf = ({ status_details, reason_code }: PayPalTransaction): string | undefined =>
  status_details?.reason ?? reason_code;

const paymentOf = (object: PayPalTransaction): PaymentCreated => {
  const customId = object.custom_id ?? object.custom;
  return {
    customer: customerRefOf({ customId }),
    paymentId: object.supplementary_data?.related_ids?.order_id ?? object.id,
    amount: object.amount,
    method: { kind: 'paypal' },
    orderId: orderIdOf(object.invoice_id ?? object.invoice_number, customId),
    subscriptionId: object.billing_agreement_id,
  };
};
