import { notFound, unprocessable } from './answers.ts';
import { amountOf, minorOf, moneyOf, sumOf } from './money.ts';
import type { PostRoute, Route } from './route.ts';
import { addCapture } from './settle.ts';
import type { SandboxMoney, SandboxOrder, SandboxSettled, SandboxState } from './state.ts';

/** Captures of authorizations, voids and refunds: https://developer.paypal.com/docs/api/payments/v2/. */
export const paymentRoutes = (state: SandboxState, postRoute: PostRoute): Record<string, Route> => ({
  'POST /v2/payments/authorizations/:id/capture': postRoute((body, { params }) => {
    const { order, part } = find(state, 'authorizations', params.id);
    if (part.status === 'CAPTURED')
      throw unprocessable('AUTHORIZATION_ALREADY_CAPTURED', 'Authorization has already been captured.');
    if (part.status === 'VOIDED')
      throw unprocessable('AUTHORIZATION_VOIDED', 'A voided authorization cannot be captured.');
    const amount = partOf(body.amount, part.amount, minorOf(part.amount), 'MAX_CAPTURE_AMOUNT_EXCEEDED');
    const authorizations = [{ ...part, status: 'CAPTURED' }];
    const captured = addCapture(state, state.save({ ...order, authorizations }), amount, {
      authorizationId: part.id,
    });
    return { status: 201, body: captured.captures.at(-1) };
  }),

  'POST /v2/payments/authorizations/:id/void': postRoute((_, { params }) => {
    const { order, part } = find(state, 'authorizations', params.id);
    if (part.status === 'VOIDED')
      throw unprocessable('PREVIOUSLY_VOIDED', 'Authorization has been previously voided.');
    if (part.status === 'CAPTURED')
      throw unprocessable('PREVIOUSLY_CAPTURED', 'Authorization has been previously captured.');
    const voided = { ...part, status: 'VOIDED' };
    state.save({ ...order, authorizations: [voided] });
    state.publish({
      type: 'PAYMENT.AUTHORIZATION.VOIDED',
      resource: { ...voided, supplementary_data: { related_ids: { order_id: order.id } } },
    });
    return { status: 204 };
  }),

  'POST /v2/payments/captures/:id/refund': postRoute((body, { params }) => {
    const { order, part } = find(state, 'captures', params.id);
    const refunded = sumOf(order.refunds.filter(({ capture_id }) => capture_id === part.id));
    const left = minorOf(part.amount) - refunded;
    if (left === 0)
      throw unprocessable('CAPTURE_FULLY_REFUNDED', 'The capture has already been fully refunded.');
    const amount = partOf(body.amount, part.amount, left, 'REFUND_AMOUNT_EXCEEDED');
    const refund = {
      id: state.nextId(),
      status: 'COMPLETED',
      amount,
      ...(part.invoice_id !== undefined && { invoice_id: part.invoice_id }),
      ...(part.custom_id !== undefined && { custom_id: part.custom_id }),
      create_time: state.now(),
      links: [
        {
          rel: 'up',
          method: 'GET',
          href: `https://api-m.sandbox.paypal.com/v2/payments/captures/${part.id}`,
        },
      ],
    };
    const status = minorOf(amount) === left ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    state.save({
      ...order,
      captures: order.captures.map((each) => (each.id === part.id ? { ...each, status } : each)),
      refunds: [...order.refunds, { ...refund, capture_id: part.id }],
    });
    state.publish({ type: 'PAYMENT.CAPTURE.REFUNDED', resource: refund });
    return { status: 201, body: refund };
  }),
});

const find = (
  state: SandboxState,
  kind: 'authorizations' | 'captures',
  id: string | undefined,
): { readonly order: SandboxOrder; readonly part: SandboxSettled } => {
  for (const order of state.orders.values()) {
    const part = order[kind].find((each) => each.id === id);
    if (part) return { order, part };
  }
  throw notFound();
};

/** The amount that is asked for: by default all that is left. */
const partOf = (asked: unknown, whole: SandboxMoney, left: number, issue: string): SandboxMoney => {
  if (asked === undefined) return amountOf(left, whole);
  const amount = moneyOf(asked, '/amount');
  if (amount.currency_code !== whole.currency_code)
    throw unprocessable('CURRENCY_MISMATCH', 'The currency is not that of the payment.');
  if (minorOf(amount) > left) throw unprocessable(issue, 'The amount is more than is left.');
  return amount;
};
