import { unprocessable } from './answers.ts';
import {
  type SandboxMoney,
  type SandboxOrder,
  type SandboxSettled,
  type SandboxState,
  shown,
} from './state.ts';

/** Collects, or reserves, what an order is about, and tells of it. */
export const settle = (
  state: SandboxState,
  order: SandboxOrder,
  ending: 'COMPLETED' | 'DECLINED' | 'INSTRUMENT_DECLINED' = 'COMPLETED',
): SandboxOrder => {
  if (ending === 'INSTRUMENT_DECLINED')
    throw unprocessable(
      'INSTRUMENT_DECLINED',
      'The instrument presented was either declined by the processor or bank, or it can’t be used for this payment.',
    );
  if (order.intent === 'AUTHORIZE') {
    const authorization = settledOf(
      state,
      order,
      ending === 'DECLINED' ? 'DENIED' : 'CREATED',
      order.unit.amount,
    );
    const done = state.save({ ...order, status: 'COMPLETED', authorizations: [authorization] });
    const type = ending === 'DECLINED' ? 'PAYMENT.AUTHORIZATION.DENIED' : 'PAYMENT.AUTHORIZATION.CREATED';
    state.publish({ type, resource: withOrder(authorization, done) });
    return done;
  }
  const done = state.save({ ...order, status: 'COMPLETED' });
  return addCapture(state, done, order.unit.amount, { status: ending });
};

/** Adds a capture to an order, and tells of it. */
export const addCapture = (
  state: SandboxState,
  order: SandboxOrder,
  amount: SandboxMoney,
  {
    status = 'COMPLETED',
    authorizationId,
  }: { readonly status?: string; readonly authorizationId?: string } = {},
): SandboxOrder => {
  const capture = {
    ...settledOf(state, order, status, amount),
    final_capture: true,
    ...(status === 'DECLINED' && { processor_response: { response_code: '5120' } }),
  };
  const saved = state.save({ ...order, captures: [...order.captures, capture] });
  state.publish({
    type: status === 'COMPLETED' ? 'PAYMENT.CAPTURE.COMPLETED' : 'PAYMENT.CAPTURE.DECLINED',
    resource: withOrder(capture, saved, authorizationId),
  });
  return saved;
};

/** Approves an order as its customer would on PayPal's page, and tells of it. */
export const approve = (
  state: SandboxState,
  orderId: string,
  payer: { readonly email: string },
): SandboxOrder => {
  const order = state.orders.get(orderId);
  if (!order || (order.status !== 'CREATED' && order.status !== 'PAYER_ACTION_REQUIRED'))
    throw new Error(`No order ${orderId} waits for its customer.`);
  const approved = state.save({
    ...order,
    status: 'APPROVED',
    payer: {
      email_address: payer.email,
      payer_id: 'QYR5Z8XDVJNXQ',
      name: { given_name: 'Ada', surname: 'Lovelace' },
    },
  });
  state.publish({ type: 'CHECKOUT.ORDER.APPROVED', resource: shown(approved) });
  return approved;
};

const settledOf = (
  state: SandboxState,
  { unit }: SandboxOrder,
  status: string,
  amount: SandboxMoney,
): SandboxSettled => ({
  id: state.nextId(),
  status,
  amount,
  ...(unit.invoice_id !== undefined && { invoice_id: unit.invoice_id }),
  ...(unit.custom_id !== undefined && { custom_id: unit.custom_id }),
  create_time: state.now(),
  links: [],
});

const withOrder = (settled: SandboxSettled, { id }: SandboxOrder, authorizationId?: string) => ({
  ...settled,
  supplementary_data: {
    related_ids: {
      order_id: id,
      ...(authorizationId !== undefined && { authorization_id: authorizationId }),
    },
  },
});
