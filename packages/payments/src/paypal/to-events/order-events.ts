import type { Mapped } from '../../event-mapping.ts';
import { order, type PayPalOrder, reversedOrder } from '../payload/order.ts';
import { customerRefOf, orderIdOf } from './customer-ref.ts';
import { type MapContext, mapper, type PayPalMapper } from './mapper.ts';

/**
 * Orders. One that its customer approved went through PayPal's pages to their end, though nothing is collected yet; one that is completed
 * without, as with a card, is told then. So the id of the event is made of the order.
 *
 * @see https://developer.paypal.com/api/rest/webhooks/event-names/#link-orders
 */
export const orderEvents: Readonly<Record<string, PayPalMapper>> = {
  'CHECKOUT.ORDER.APPROVED': mapper(order, completed),
  'CHECKOUT.ORDER.COMPLETED': mapper(order, completed),
  'CHECKOUT.ORDER.VOIDED': mapper(order, canceled('voided')),
  'CHECKOUT.PAYMENT-APPROVAL.REVERSED': mapper(reversedOrder, canceled('approval_reversed')),
};

function completed(object: PayPalOrder, { emit }: MapContext): Mapped {
  const [unit] = object.purchase_units ?? [];
  const data = {
    customer: customerOf(object),
    checkoutId: object.id,
    mode: 'payment',
    amount: unit?.amount,
    orderId: orderIdOf(unit?.invoice_id, unit?.custom_id),
    paymentId: object.id,
    paymentStatus: object.status,
  };
  return [emit('checkout.completed', object.id, data, `${object.id}:checkout_completed`)];
}

function canceled(reason: string) {
  return (object: PayPalOrder, { emit, ignore }: MapContext): Mapped => {
    const [unit] = object.purchase_units ?? [];
    if (unit?.amount === undefined) return [ignore()];
    const data = {
      customer: customerOf(object),
      paymentId: object.id,
      amount: unit.amount,
      method: { kind: 'paypal' },
      orderId: orderIdOf(unit.invoice_id, unit.custom_id),
      reason,
    };
    return [emit('payment.canceled', object.id, data)];
  };
}

const customerOf = ({ payer, payment_source, purchase_units = [] }: PayPalOrder) =>
  customerRefOf({
    payerId: payer?.payer_id ?? payment_source?.paypal?.account_id,
    email: payer?.email_address ?? payment_source?.paypal?.email_address,
    name: payer?.name ?? payment_source?.paypal?.name,
    customId: purchase_units[0]?.custom_id,
  });
