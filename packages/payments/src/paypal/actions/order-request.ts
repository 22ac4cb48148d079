import type { CustomerRef, Money } from '@touchline/core';
import { toPayPalAmount } from '../currencies.ts';
import { customIdOf } from '../custom-id.ts';
import { cut, invoiceIdOf } from './call-paypal.ts';

/** What all orders are made of. */
export interface OrderParts {
  readonly capture: 'automatic' | 'manual';
  readonly amount: Money;
  readonly orderId?: string | undefined;
  readonly customer?: CustomerRef | undefined;
  readonly description?: string | undefined;
}

/**
 * The beginning of an order. The invoice is your own reference: an account that allows each only once, as is the default, cannot be
 * made to take one order's money twice.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#definition-purchase_unit_request
 */
export const orderRequest = (
  { capture, amount, orderId, customer, description }: OrderParts,
  unit: Readonly<Record<string, unknown>> = {},
) => ({
  intent: capture === 'manual' ? 'AUTHORIZE' : 'CAPTURE',
  purchase_units: [
    {
      amount: toPayPalAmount(amount),
      invoice_id: invoiceIdOf(orderId),
      custom_id: customIdOf(customer?.id),
      description: cut(description, 127),
      ...unit,
    },
  ],
});

/** Where a PayPal wallet sends its customer: https://developer.paypal.com/docs/api/orders/v2/#definition-paypal_wallet_experience_context. */
export const experience = (returnUrl: string | undefined, cancelUrl = returnUrl) =>
  returnUrl === undefined
    ? {}
    : { experience_context: { return_url: returnUrl, cancel_url: cancelUrl, user_action: 'PAY_NOW' } };
