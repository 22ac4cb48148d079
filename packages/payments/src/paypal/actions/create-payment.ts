import { TouchlineError } from '@touchline/core';
import type { z } from 'zod';
import type { createPayment as contract } from '../../contract.ts';
import { order } from '../payload/order.ts';
import { readMethodId } from '../payment-method-id.ts';
import { type PayPalAction, post } from './call-paypal.ts';
import { experience, orderRequest } from './order-request.ts';
import { notDeclined } from './payment-output.ts';

type Input = z.output<typeof contract.input>;

/**
 * Creates an order. With a saved payment method PayPal pays it at once; without one the customer approves it, and `completeOrder` collects
 * it. PayPal sends receipts by itself, and keeps no metadata.
 *
 * @see https://developer.paypal.com/docs/api/orders/v2/#orders_create
 */
export const createPayment: PayPalAction<typeof contract> = {
  run: async (input, context) => {
    const created = await post(context, '/v2/checkout/orders', {
      operation: 'payment.create',
      json: { ...orderRequest(input), payment_source: sourceOf(input) },
      response: order,
    });
    return notDeclined(created);
  },
};

/** https://developer.paypal.com/docs/api/orders/v2/#definition-payment_source */
const sourceOf = ({ paymentMethodId, offSession, returnUrl, customer }: Input) => {
  if (paymentMethodId === undefined) {
    if (offSession)
      throw new TouchlineError(
        'action.input_invalid',
        'Off session, PayPal needs a paymentMethodId to charge.',
      );
    // Without somewhere to return to, the customer approves in PayPal's buttons.
    return returnUrl === undefined
      ? undefined
      : { paypal: { email_address: customer?.email, ...experience(returnUrl) } };
  }
  const { kind, vaultId } = readMethodId(paymentMethodId);
  if (kind === 'paypal') return { paypal: { vault_id: vaultId, ...experience(returnUrl) } };
  return {
    card: {
      vault_id: vaultId,
      stored_credential: {
        payment_initiator: offSession ? 'MERCHANT' : 'CUSTOMER',
        payment_type: offSession ? 'UNSCHEDULED' : 'ONE_TIME',
        usage: 'SUBSEQUENT',
      },
      ...(returnUrl !== undefined && {
        experience_context: { return_url: returnUrl, cancel_url: returnUrl },
      }),
    },
  };
};
