import { type Money, TouchlineError, urlPath } from '@touchline/core';
import { order, type PayPalOrder } from '../payload/order.ts';
import { type PayPalContext, post } from './call-paypal.ts';
import { partsOf } from './payment-output.ts';

/** @see https://developer.paypal.com/docs/api/orders/v2/#orders_get */
export const readOrder = async (
  { http, signal }: Pick<PayPalContext, 'http' | 'signal'>,
  orderId: string,
): Promise<PayPalOrder> => {
  const { body } = await http.get(urlPath`/v2/checkout/orders/${orderId}`, {
    operation: 'payment.get',
    response: order,
    signal,
  });
  return body;
};

/**
 * Collects or reserves what a customer approved.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#orders_capture
 * @see https://developer.paypal.com/docs/api/orders/v2/#orders_authorize
 */
export const settleOrder = async (
  context: PayPalContext,
  { id, intent }: PayPalOrder,
): Promise<PayPalOrder> =>
  intent === 'AUTHORIZE'
    ? post(context, urlPath`/v2/checkout/orders/${id}/authorize`, {
        operation: 'payment.authorize',
        response: order,
        step: 'authorize',
      })
    : post(context, urlPath`/v2/checkout/orders/${id}/capture`, {
        operation: 'payment.capture',
        response: order,
        step: 'capture',
      });

/** The authorization of an order that can still be captured or voided. */
export const openAuthorization = (read: PayPalOrder) =>
  partsOf(read).authorizations.find(({ status }) => status === 'CREATED' || status === 'PARTIALLY_CAPTURED');

/** Refuses an amount in another currency than the order's. @throws TouchlineError `action.input_invalid`. */
export const requireCurrency = ({ currency }: Money, read: PayPalOrder): void => {
  const actual = partsOf(read).unit?.amount?.currency;
  if (actual !== undefined && actual !== currency)
    throw new TouchlineError(
      'action.input_invalid',
      `The payment is in ${actual}, the amount in ${currency}.`,
    );
};

/** The error for what PayPal has no way to do. */
export const notSupported = (sentence: string): TouchlineError =>
  new TouchlineError('action.not_supported', sentence, { connector: 'paypal' });
