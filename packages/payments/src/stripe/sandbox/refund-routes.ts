import { listAnswer, ok, refuse } from './answers.ts';
import { amountOf, metadataOf, requiredText, textOf } from './parameters.ts';
import { paymentWith } from './payments.ts';
import { getRoute, type PostRoute, type Route } from './route.ts';
import type { SandboxObject, SandboxState } from './state.ts';

/** Refunds, which succeed at once: https://docs.stripe.com/api/refunds. */
export const refundRoutes = (state: SandboxState, postRoute: PostRoute): Record<string, Route> => ({
  'POST /v1/refunds': postRoute(
    ['payment_intent', 'charge', 'amount', 'reason', 'metadata'],
    (parameters) => {
      const charge = chargeOf(state, textOf(parameters, 'charge'), () =>
        requiredText(parameters, 'payment_intent'),
      );
      const left = Number(charge.amount_captured) - Number(charge.amount_refunded);
      if (left === 0)
        throw refuse(400, {
          type: 'invalid_request_error',
          code: 'charge_already_refunded',
          message: `Charge ${charge.id} has already been refunded.`,
        });
      const amount = amountOf(parameters, 'amount') ?? left;
      if (amount > left)
        throw refuse(400, {
          type: 'invalid_request_error',
          param: 'amount',
          message: `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
        });
      const metadata = metadataOf(parameters);
      const refund = {
        id: state.nextId('re'),
        object: 'refund',
        amount,
        charge: charge.id,
        created: state.now(),
        currency: charge.currency,
        metadata,
        payment_intent: charge.payment_intent,
        reason: textOf(parameters, 'reason') ?? null,
        status: 'succeeded',
      };
      const refunded = {
        ...charge,
        amount_refunded: Number(charge.amount_refunded) + amount,
        refunded: amount === left,
      };
      state.charges.set(charge.id, refunded);
      state.refunds.set(refund.id, refund);
      state.publish({ type: 'refund.created', object: refund });
      state.publish({
        type: 'charge.refunded',
        object: refunded,
        previousAttributes: { amount_refunded: charge.amount_refunded, refunded: false },
      });
      return ok(refund);
    },
  ),

  'GET /v1/refunds': getRoute(['payment_intent', 'charge', 'limit'], (parameters) => {
    const payment = textOf(parameters, 'payment_intent');
    const charge = textOf(parameters, 'charge');
    const found = [...state.refunds.values()]
      .filter((refund) => payment === undefined || refund.payment_intent === payment)
      .filter((refund) => charge === undefined || refund.charge === charge);
    return listAnswer('/v1/refunds', found.reverse(), Number(textOf(parameters, 'limit') ?? 10));
  }),
});

const chargeOf = (
  state: SandboxState,
  chargeId: string | undefined,
  paymentId: () => string,
): SandboxObject => {
  const id = chargeId ?? String(paymentWith(state, paymentId()).latest_charge);
  const charge = state.charges.get(id);
  if (charge?.paid !== true || charge.captured !== true)
    throw refuse(400, {
      type: 'invalid_request_error',
      code: 'charge_not_refundable',
      message: 'This PaymentIntent does not have a successful charge to refund.',
    });
  return charge;
};
