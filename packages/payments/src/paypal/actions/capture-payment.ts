import { urlPath } from '@touchline/core';
import { z } from 'zod';
import type { capturePayment as contract } from '../../contract.ts';
import { toPayPalAmount } from '../currencies.ts';
import { isIssue } from '../errors.ts';
import { paypalId } from '../payload/fields.ts';
import { type PayPalAction, type PayPalContext, post } from './call-paypal.ts';
import { notDeclined, partsOf } from './payment-output.ts';
import { notSupported, openAuthorization, readOrder, requireCurrency, settleOrder } from './read-order.ts';

/**
 * Captures what was authorized, all of it or a part, and releases the rest. An order that was approved and not authorized yet is
 * collected as a whole. What an earlier attempt captured is found, and not captured again.
 *
 * @see https://developer.paypal.com/docs/api/payments/v2/#authorizations_capture
 */
export const capturePayment: PayPalAction<typeof contract> = {
  run: async ({ paymentId, amount }, context) => {
    let read = await readOrder(context, paymentId);
    if (amount) requireCurrency(amount, read);
    if (partsOf(read).captures.length > 0) return notDeclined(read);
    if (partsOf(read).authorizations.length === 0) {
      const isPart = amount !== undefined && amount.amountMinor !== partsOf(read).unit?.amount?.amountMinor;
      if (read.intent !== 'AUTHORIZE' && isPart)
        throw notSupported(
          'PayPal collects an order that was not authorized as a whole: leave out the amount.',
        );
      read = await settleOrder(context, read);
    }
    const authorization = openAuthorization(read);
    if (authorization === undefined) return notDeclined(read);
    await captureAuthorization(context, authorization.id, amount);
    return notDeclined(await readOrder(context, paymentId));
  },
};

const captureAuthorization = async (
  context: PayPalContext,
  id: string,
  amount: z.output<typeof contract.input>['amount'],
): Promise<void> => {
  try {
    await post(context, urlPath`/v2/payments/authorizations/${id}/capture`, {
      operation: 'payment.capture',
      json: { ...(amount && { amount: toPayPalAmount(amount) }), final_capture: true },
      response: z.object({ id: paypalId }),
    });
  } catch (thrown) {
    if (!isIssue(thrown, ['AUTHORIZATION_ALREADY_CAPTURED', 'PREVIOUSLY_CAPTURED'])) throw thrown;
  }
};
