import { urlPath } from '@touchline/core';
import type { cancelPayment as contract } from '../../contract.ts';
import { isIssue } from '../errors.ts';
import type { PayPalAction, PayPalContext } from './call-paypal.ts';
import { paymentOutput } from './payment-output.ts';
import { notSupported, openAuthorization, readOrder } from './read-order.ts';

/**
 * Voids what was authorized; PayPal takes no reason. One that is voided already is left as it is, so it needs no key.
 *
 * @see https://developer.paypal.com/docs/api/payments/v2/#authorizations_void
 */
export const cancelPayment: PayPalAction<typeof contract> = {
  idempotent: 'natural',
  run: async ({ paymentId }, context) => {
    const read = await readOrder(context, paymentId);
    const output = paymentOutput(read);
    if (output.status === 'canceled') return output;
    const authorization = openAuthorization(read);
    if (authorization === undefined)
      throw notSupported(
        'PayPal cancels only what is authorized: an order that was not approved lapses by itself, what was collected is refunded.',
      );
    await voidAuthorization(context, authorization.id);
    const { authorizedAmount: _, ...released } = output;
    return { ...released, status: 'canceled' };
  },
};

const voidAuthorization = async ({ http, signal }: PayPalContext, id: string): Promise<void> => {
  try {
    await http.post(urlPath`/v2/payments/authorizations/${id}/void`, {
      operation: 'payment.cancel',
      headers: { 'content-type': 'application/json' },
      idempotent: true,
      signal,
    });
  } catch (thrown) {
    if (!isIssue(thrown, ['PREVIOUSLY_VOIDED', 'AUTHORIZATION_VOIDED'])) throw thrown;
  }
};
