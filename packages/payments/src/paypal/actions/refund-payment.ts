import { type Money, TouchlineError, urlPath } from '@touchline/core';
import type { z } from 'zod';
import type { refundPayment as contract } from '../../contract.ts';
import { toPayPalAmount } from '../currencies.ts';
import type { PayPalOrder, PayPalSettled } from '../payload/order.ts';
import { transaction } from '../payload/transaction.ts';
import { type PayPalAction, type PayPalContext, post } from './call-paypal.ts';
import { partsOf } from './payment-output.ts';
import { notSupported, readOrder, requireCurrency } from './read-order.ts';

/**
 * Refunds the capture of an order, or one that is named itself. PayPal keeps the key for 45 days, and takes no reason; it would show a note
 * to the customer, so yours is not sent.
 *
 * @see https://developer.paypal.com/docs/api/payments/v2/#captures_refund
 */
export const refundPayment: PayPalAction<typeof contract> = {
  run: async ({ paymentId, amount }, context) => {
    const order = await findOrder(context, paymentId);
    if (order && amount) requireCurrency(amount, order);
    const captureId = order ? captureOf(order, amount).id : paymentId;
    const made = await post(context, urlPath`/v2/payments/captures/${captureId}/refund`, {
      operation: 'payment.refund',
      json: { ...(amount && { amount: toPayPalAmount(amount) }) },
      response: transaction,
    });
    return {
      refundId: made.id,
      paymentId: order?.id ?? paymentId,
      status: statuses.get(made.status ?? '') ?? 'pending',
      amount: made.amount,
      failure: made.status === 'FAILED' ? { code: made.status_details?.reason } : undefined,
    };
  },
};

/** Events of refunds and disputes name the capture where PayPal does not name the order. */
const findOrder = async (context: PayPalContext, paymentId: string): Promise<PayPalOrder | undefined> => {
  try {
    return await readOrder(context, paymentId);
  } catch (thrown) {
    if (TouchlineError.isInstance(thrown) && thrown.vendorStatus === 404) return undefined;
    throw thrown;
  }
};

/** What was captured in parts is refunded part by part; the first that is large enough is taken. */
const captureOf = (order: PayPalOrder, amount: Money | undefined): PayPalSettled => {
  const captures = partsOf(order).captures.filter(({ status }) => refundable.has(status ?? ''));
  const [only, ...others] = captures;
  if (only === undefined) throw notSupported('PayPal refunds only what is collected; this payment is not.');
  if (others.length === 0) return only;
  const fitting = amount && captures.find((each) => (each.amount?.amountMinor ?? 0) >= amount.amountMinor);
  if (fitting) return fitting;
  throw notSupported(
    'PayPal refunds each capture by itself, and this payment has several: name one as the paymentId.',
  );
};

const refundable: ReadonlySet<string> = new Set(['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED']);

/** https://developer.paypal.com/docs/api/payments/v2/#definition-refund_status */
const statuses: ReadonlyMap<string, z.input<(typeof contract)['output']>['status']> = new Map([
  ['COMPLETED', 'succeeded'],
  ['CANCELLED', 'canceled'],
  ['FAILED', 'failed'],
]);
