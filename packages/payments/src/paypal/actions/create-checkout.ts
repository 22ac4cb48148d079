import { TouchlineError } from '@touchline/core';
import type { z } from 'zod';
import type { createCheckout as contract } from '../../contract.ts';
import { toPayPalAmount } from '../currencies.ts';
import { linkOf } from '../payload/fields.ts';
import { order } from '../payload/order.ts';
import { cut, type PayPalAction, post } from './call-paypal.ts';
import { experience, orderRequest } from './order-request.ts';
import { partsOf } from './payment-output.ts';

/**
 * Makes an order with its lines, for its customer to approve on PayPal's page. How long it waits is PayPal's to say. Once it is
 * approved, `checkout.completed` tells so and `completeOrder` collects it, as the default reaction does.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#orders_create
 */
export const createCheckout: PayPalAction<typeof contract> = {
  run: async (input, context) => {
    const { lines, returnUrl, cancelUrl, customer } = input;
    const amount = {
      amountMinor: lines.reduce(
        (sum, { unitAmount, quantity }) => sum + unitAmount.amountMinor * quantity,
        0,
      ),
      currency: lines[0]?.unitAmount.currency ?? '',
    };
    const total = toPayPalAmount(amount);
    const created = await post(context, '/v2/checkout/orders', {
      operation: 'checkout.create',
      json: {
        ...orderRequest(
          { ...input, amount },
          { amount: { ...total, breakdown: { item_total: total } }, items: lines.map(itemOf) },
        ),
        payment_source: { paypal: { email_address: customer?.email, ...experience(returnUrl, cancelUrl) } },
      },
      response: order,
    });
    const url = linkOf(created.links, 'payer-action', 'approve');
    if (url === undefined)
      throw new TouchlineError(
        'http.response_invalid',
        'PayPal answered an order without a link to approve it.',
        {
          connector: 'paypal',
        },
      );
    return {
      checkoutId: created.id,
      url,
      amount: partsOf(created).unit?.amount ?? amount,
      paymentId: created.id,
    };
  },
};

type Line = z.output<typeof contract.input>['lines'][number];

/** https://developer.paypal.com/docs/api/orders/v2/#definition-item */
const itemOf = ({ name, quantity, unitAmount, description }: Line) => ({
  name: cut(name, 127),
  quantity: String(quantity),
  unit_amount: toPayPalAmount(unitAmount),
  description: cut(description, 127),
});
