import type { RefundCreated } from '@touchline/core';
import type { Mapped } from '../../event-mapping.ts';
import { linkOf } from '../payload/fields.ts';
import { type PayPalTransaction, transaction } from '../payload/transaction.ts';
import { customerRefOf, orderIdOf } from './customer-ref.ts';
import { type MapContext, mapper, type PayPalMapper } from './mapper.ts';

/**
 * Refunds. The resource is the refund, and leads to the capture or the sale that it is of; a reversal is a refund that PayPal made,
 * such as after a dispute.
 *
 * @see https://developer.paypal.com/api/rest/webhooks/event-names/#link-paymentsv2
 */
export const refundEvents: Readonly<Record<string, PayPalMapper>> = {
  'PAYMENT.CAPTURE.REFUNDED': mapper(transaction, (object, context) => refunded(object, context)),
  'PAYMENT.CAPTURE.REVERSED': mapper(transaction, (object, context) => refunded(object, context, 'reversed')),
  'PAYMENT.SALE.REFUNDED': mapper(transaction, (object, context) => refunded(object, context)),
  'PAYMENT.SALE.REVERSED': mapper(transaction, (object, context) => refunded(object, context, 'reversed')),
  'PAYMENT.REFUND.PENDING': mapper(transaction, (object, { emit }) => [
    emit('refund.created', object.id, refundOf(object)),
  ]),
  'PAYMENT.REFUND.FAILED': mapper(transaction, (object, context) => [failed(object, context)]),
};

/** A refund that PayPal tells of may wait for the bank still, or have failed. */
const refunded = (object: PayPalTransaction, context: MapContext, reason?: string): Mapped => {
  const status = (object.status ?? object.state ?? '').toUpperCase();
  if (status === 'FAILED' || status === 'CANCELLED') return [failed(object, context)];
  const data = { ...refundOf(object), ...(reason !== undefined && { reason }) };
  return [context.emit(status === 'PENDING' ? 'refund.created' : 'refund.succeeded', object.id, data)];
};

const failed = (object: PayPalTransaction, { emit }: MapContext): Mapped[number] =>
  emit('refund.failed', object.id, {
    ...refundOf(object),
    failure: { code: object.status_details?.reason ?? object.status ?? object.state },
  });

const refundOf = (object: PayPalTransaction): RefundCreated => {
  const customId = object.custom_id ?? object.custom;
  return {
    customer: customerRefOf({ customId }),
    refundId: object.id,
    amount: object.amount,
    paymentId: object.supplementary_data?.related_ids?.order_id ?? refundedId(object),
    orderId: orderIdOf(object.invoice_id ?? object.invoice_number, customId),
    reason: object.reason_code,
  };
};

const refundedId = ({ capture_id, sale_id, links }: PayPalTransaction): string | undefined => {
  const [, linked] =
    /\/(?:captures|sale|capture)\/([0-9A-Z]{1,64})$/.exec(linkOf(links, 'up', 'sale') ?? '') ?? [];
  return capture_id ?? sale_id ?? linked;
};
