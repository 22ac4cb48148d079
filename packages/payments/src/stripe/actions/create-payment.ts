import { type FormFields, TouchlineError } from '@touchline/core';
import type { z } from 'zod';
import type { createPayment as contract } from '../../contract.ts';
import { toStripeAmount } from '../currencies.ts';
import { metadataKeys } from '../metadata-keys.ts';
import { listOf } from '../payload/fields.ts';
import { paymentIntent, type StripePaymentIntent } from '../payload/payment-intent.ts';
import { postForm, type StripeAction, type StripeContext } from './call-stripe.ts';
import { paymentOutput } from './payment-output.ts';
import { expandCharge } from './read-payment.ts';

type Input = z.output<typeof contract.input>;

/**
 * Creates a payment intent, and confirms it where there is a payment method.
 *
 * Stripe forgets an idempotency key after 24 hours (https://docs.stripe.com/api/idempotent_requests), and a delivery may be
 * tried for longer. So from the second attempt on, the payment of the first is looked for before one is made.
 *
 * @see https://docs.stripe.com/api/payment_intents/create
 */
export const createPayment: StripeAction<typeof contract> = {
  run: async (input, context) => {
    const form = formOf(input, context.idempotencyKey);
    const earlier = context.attempt > 1 ? await findPayment(context) : undefined;
    if (earlier) return notDeclined(earlier);
    const created = await postForm(context, '/v1/payment_intents', {
      operation: 'payment.create',
      form,
      response: paymentIntent,
    });
    return notDeclined(created);
  },
  // Stripe's search lags behind by up to a minute, or an hour in an outage: that nothing is found proves nothing.
  reconcile: async (_, context) => {
    const found = await findPayment(context);
    if (!found) return { outcome: 'unknown' };
    const output = paymentOutput(found);
    return output.status === 'failed' ? { outcome: 'not_done' } : { outcome: 'done', output };
  },
};

/** A decline is an error here, also one that is only found out about when the payment is looked for. */
const notDeclined = (intent: StripePaymentIntent): z.input<(typeof contract)['output']> => {
  const output = paymentOutput(intent);
  if (output.status !== 'failed') return output;
  const { code } = output.failure ?? {};
  throw new TouchlineError('http.rejected', `Stripe declined the payment${code ? `: ${code}` : ''}.`, {
    connector: 'stripe',
    ...(code !== undefined && { vendorCode: code }),
  });
};

const formOf = (input: Input, idempotencyKey: string): FormFields => {
  const { customer, orderId, paymentMethodId, returnUrl, offSession } = input;
  if (offSession && paymentMethodId === undefined)
    throw new TouchlineError(
      'action.input_invalid',
      'Off session, Stripe needs a paymentMethodId to charge.',
    );
  return {
    ...toStripeAmount(input.amount),
    customer: customer?.externalIds?.stripe,
    capture_method: input.capture,
    description: input.description,
    receipt_email: input.receiptEmail,
    // Without somewhere to return to, methods that redirect cannot be confirmed here; Stripe wants to be told so.
    automatic_payment_methods: {
      enabled: true,
      ...(paymentMethodId !== undefined && returnUrl === undefined && { allow_redirects: 'never' }),
    },
    ...(paymentMethodId !== undefined && {
      payment_method: paymentMethodId,
      confirm: true,
      return_url: returnUrl,
      ...(offSession && { off_session: true }),
    }),
    metadata: {
      ...input.metadata,
      [metadataKeys.orderId]: orderId,
      [metadataKeys.customerId]: customer?.id,
      [metadataKeys.idempotencyKey]: idempotencyKey,
    },
    ...expandCharge,
  };
};

/**
 * The payment that an earlier attempt of this call made. Where search is not offered, as to accounts in India, there is only
 * the key to rely on: https://docs.stripe.com/search.
 */
const findPayment = async (context: StripeContext): Promise<StripePaymentIntent | undefined> => {
  try {
    return await searchPayment(context);
  } catch (thrown) {
    if (TouchlineError.isInstance(thrown) && thrown.disposition === 'reject') return undefined;
    throw thrown;
  }
};

const searchPayment = async ({
  http,
  signal,
  idempotencyKey,
}: StripeContext): Promise<StripePaymentIntent | undefined> => {
  const key = idempotencyKey.replace(/[\\']/g, '\\$&');
  const found = await http.get('/v1/payment_intents/search', {
    operation: 'payment.search',
    query: {
      query: `metadata['${metadataKeys.idempotencyKey}']:'${key}'`,
      limit: 1,
      'expand[]': 'data.latest_charge',
    },
    response: listOf(paymentIntent),
    signal,
  });
  return found.body.data[0];
};
