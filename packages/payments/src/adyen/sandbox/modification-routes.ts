import type { IncomingCall, SandboxResponse } from '@touchline/core/sandbox';
import { refuse } from './answers.ts';
import { amountOf, type Fields, type PostRoute, type Route } from './route.ts';
import type { SandboxAmount, SandboxPayment, SandboxState } from './state.ts';

/**
 * Captures, cancels and refunds. All are answered as received; the webhook tells whether there was enough to do it with.
 *
 * @see https://docs.adyen.com/online-payments/capture
 */
export const modificationRoutes = (state: SandboxState, postRoute: PostRoute): Record<string, Route> => ({
  'POST /v71/payments/:id/captures': postRoute(['amount'], ['reference'], (fields, call) => {
    const payment = paymentOf(state, call);
    const amount = amountIn(fields, payment);
    const success =
      payment.status === 'authorised' && payment.captured + amount.value <= payment.amount.value;
    if (success)
      state.payments.set(payment.pspReference, { ...payment, captured: payment.captured + amount.value });
    return received(
      state,
      payment,
      'CAPTURE',
      { success, amount, reason: 'Insufficient balance on payment' },
      fields,
    );
  }),

  'POST /v71/payments/:id/cancels': postRoute([], ['reference'], (fields, call) => {
    const payment = paymentOf(state, call);
    const success = payment.status === 'authorised' && payment.captured === 0;
    if (success) state.payments.set(payment.pspReference, { ...payment, status: 'cancelled' });
    const { amount } = payment;
    const { body, ...answer } = received(
      state,
      payment,
      'CANCELLATION',
      { success, amount, reason: 'Transaction hasn’t been authorised' },
      fields,
    );
    const { amount: _, ...withoutAmount } = body as Readonly<Record<string, unknown>>;
    return { ...answer, body: withoutAmount };
  }),

  'POST /v71/payments/:id/refunds': postRoute(
    ['amount'],
    ['merchantRefundReason', 'reference'],
    (fields, call) => {
      const payment = paymentOf(state, call);
      const amount = amountIn(fields, payment);
      const success = payment.refunded + amount.value <= payment.captured;
      if (success)
        state.payments.set(payment.pspReference, { ...payment, refunded: payment.refunded + amount.value });
      return received(
        state,
        payment,
        'REFUND',
        { success, amount, reason: 'Insufficient balance on payment' },
        fields,
      );
    },
  ),
});

const paymentOf = (state: SandboxState, { params }: IncomingCall): SandboxPayment => {
  const payment = state.payments.get(params.id ?? '');
  if (!payment) throw refuse(422, '167', 'Original pspReference required for this operation');
  return payment;
};

const amountIn = (fields: Fields, payment: SandboxPayment): SandboxAmount => {
  const amount = amountOf(fields);
  if (amount.currency !== payment.amount.currency)
    throw refuse(422, '137', 'The currency is not that of the payment.');
  return amount;
};

const received = (
  state: SandboxState,
  payment: SandboxPayment,
  eventCode: string,
  outcome: { readonly success: boolean; readonly amount: SandboxAmount; readonly reason: string },
  { reference, merchantRefundReason }: Fields,
): SandboxResponse => {
  const pspReference = state.nextReference();
  const { success, amount, reason } = outcome;
  state.publish({
    eventCode,
    success,
    pspReference,
    originalReference: payment.pspReference,
    merchantReference: payment.reference,
    amount,
    paymentMethod: 'visa',
    reason: success ? '' : reason,
    additionalData: {
      ...(payment.shopperReference !== undefined && { shopperReference: payment.shopperReference }),
    },
  });
  return {
    status: 201,
    body: {
      merchantAccount: state.merchantAccount,
      paymentPspReference: payment.pspReference,
      pspReference,
      ...(reference !== undefined && { reference }),
      ...(merchantRefundReason !== undefined && { merchantRefundReason }),
      status: 'received',
      amount,
    },
  };
};
