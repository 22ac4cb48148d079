import { refuse } from './answers.ts';
import { amountOf, type Fields, type PostRoute, type Route } from './route.ts';
import type { SandboxPayment, SandboxState, SandboxToken } from './state.ts';

/** Payments with saved methods: https://docs.adyen.com/api-explorer/Checkout/71/post/payments. */
export const paymentRoutes = (state: SandboxState, postRoute: PostRoute): Record<string, Route> => ({
  'POST /v71/payments': postRoute(
    ['amount', 'paymentMethod', 'reference', 'returnUrl'],
    [
      'captureDelayHours',
      'metadata',
      'recurringProcessingModel',
      'shopperEmail',
      'shopperInteraction',
      'shopperReference',
    ],
    (fields) => {
      const token = tokenOf(state, fields);
      const payment = newPayment(state, fields, fields.captureDelayHours !== 0 && state.manualCapture);
      const { pspReference, reference, amount } = payment;
      const common = { pspReference, merchantReference: reference };
      if (token.ending === 'RedirectShopper') {
        state.payments.set(pspReference, { ...payment, status: 'requires_action' });
        const url = `https://checkoutshopper-test.adyen.com/checkoutshopper/threeDS/redirect/${pspReference}`;
        const action = { type: 'redirect', method: 'GET', paymentMethodType: 'scheme', url };
        return { status: 200, body: { ...common, resultCode: 'RedirectShopper', action } };
      }
      if (token.ending === 'Pending') {
        state.payments.set(pspReference, { ...payment, status: 'requires_action' });
        return { status: 200, body: { ...common, resultCode: 'Pending' } };
      }
      if (token.ending === 'Refused') {
        settle(state, payment, false);
        const refusal = {
          resultCode: 'Refused',
          refusalReason: 'Not enough balance',
          refusalReasonCode: '12',
        };
        return { status: 200, body: { ...common, ...refusal } };
      }
      settle(state, payment, true);
      return { status: 200, body: { ...common, amount, resultCode: 'Authorised' } };
    },
  ),
});

/** A payment that was just begun. */
export const newPayment = (state: SandboxState, fields: Fields, manualCapture: boolean): SandboxPayment => ({
  pspReference: state.nextReference(),
  reference: String(fields.reference),
  amount: amountOf(fields),
  ...(fields.shopperReference !== undefined && { shopperReference: String(fields.shopperReference) }),
  metadata: (fields.metadata ?? {}) as Readonly<Record<string, string>>,
  manualCapture,
  captured: 0,
  refunded: 0,
  status: 'requires_action',
});

/** Ends the authorisation of a payment, and tells of it. */
export const settle = (
  state: SandboxState,
  payment: SandboxPayment,
  success: boolean,
  more: Readonly<Record<string, string>> = {},
): SandboxPayment => {
  const { pspReference, reference, amount, shopperReference, metadata, manualCapture } = payment;
  const settled: SandboxPayment = {
    ...payment,
    status: success ? 'authorised' : 'refused',
    captured: success && !manualCapture ? amount.value : 0,
  };
  state.payments.set(pspReference, settled);
  state.publish({
    eventCode: 'AUTHORISATION',
    success,
    pspReference,
    merchantReference: reference,
    amount,
    paymentMethod: 'visa',
    reason: success ? '056734:1111:03/2030' : 'Not enough balance',
    additionalData: {
      cardSummary: '1111',
      expiryDate: '03/2030',
      ...(shopperReference !== undefined && { shopperReference }),
      ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`metadata.${name}`, value])),
      ...more,
    },
  });
  return settled;
};

const tokenOf = (state: SandboxState, { paymentMethod, shopperReference }: Fields): SandboxToken => {
  const { storedPaymentMethodId } = (paymentMethod ?? {}) as { readonly storedPaymentMethodId?: unknown };
  const token = state.tokens.get(String(storedPaymentMethodId));
  if (token?.shopperReference !== shopperReference) throw refuse(422, '800', 'Contract not found');
  return token as SandboxToken;
};
