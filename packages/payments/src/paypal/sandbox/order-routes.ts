import type { IncomingCall } from '@touchline/core/sandbox';
import { malformed, notFound, unprocessable } from './answers.ts';
import { minorOf, moneyOf } from './money.ts';
import { getRoute, type PostRoute, type Route } from './route.ts';
import { settle } from './settle.ts';
import { type SandboxObject, type SandboxOrder, type SandboxState, shown } from './state.ts';

/** Orders: https://developer.paypal.com/docs/api/orders/v2/. */
export const orderRoutes = (state: SandboxState, postRoute: PostRoute): Record<string, Route> => ({
  'POST /v2/checkout/orders': postRoute((body) => {
    const unit = unitOf(body);
    requireUnpaid(state, unit.invoice_id);
    const source = (body.payment_source ?? {}) as Record<string, SandboxObject>;
    const vaultId = source.paypal?.vault_id ?? source.card?.vault_id;
    const order = state.save({
      id: state.nextId(),
      intent: intentOf(body),
      status: source.paypal === undefined ? 'CREATED' : 'PAYER_ACTION_REQUIRED',
      create_time: state.now(),
      ...(body.payment_source !== undefined && { payment_source: { paypal: {} } }),
      unit,
      captures: [],
      authorizations: [],
      refunds: [],
    });
    if (vaultId === undefined) return { status: 200, body: shown(order) };
    const ending = state.vault.get(String(vaultId));
    if (ending === undefined) {
      state.orders.delete(order.id);
      throw unprocessable('TOKEN_ID_NOT_FOUND', 'Specified token was not found.');
    }
    return { status: 201, body: shown(settle(state, order, ending)) };
  }),

  'GET /v2/checkout/orders/:id': getRoute((call) => ({ status: 200, body: shown(orderOf(state, call)) })),
  'POST /v2/checkout/orders/:id/capture': postRoute((_, call) => settled(state, call, 'CAPTURE')),
  'POST /v2/checkout/orders/:id/authorize': postRoute((_, call) => settled(state, call, 'AUTHORIZE')),
});

const settled = (state: SandboxState, call: IncomingCall, intent: SandboxOrder['intent']) => {
  const order = orderOf(state, call);
  if (order.intent !== intent)
    throw unprocessable('ACTION_DOES_NOT_MATCH_INTENT', 'The order was created with another intent.');
  if (order.status === 'COMPLETED')
    throw unprocessable(
      intent === 'CAPTURE' ? 'ORDER_ALREADY_CAPTURED' : 'ORDER_ALREADY_AUTHORIZED',
      'The order is completed already.',
    );
  if (order.status !== 'APPROVED')
    throw unprocessable('ORDER_NOT_APPROVED', 'Payer has not yet approved the Order for payment.');
  return { status: 201, body: shown(settle(state, order)) };
};

const orderOf = (state: SandboxState, { params }: IncomingCall): SandboxOrder => {
  const order = state.orders.get(params.id ?? '');
  if (!order) throw notFound();
  return order;
};

const intentOf = ({ intent }: SandboxObject): SandboxOrder['intent'] => {
  if (intent === 'CAPTURE' || intent === 'AUTHORIZE') return intent;
  throw malformed('MISSING_REQUIRED_PARAMETER', '/intent');
};

const unitOf = ({ purchase_units }: SandboxObject): SandboxOrder['unit'] => {
  const [unit] = (Array.isArray(purchase_units) ? purchase_units : []) as SandboxObject[];
  if (!unit) throw malformed('MISSING_REQUIRED_PARAMETER', '/purchase_units');
  const amount = moneyOf(unit.amount, '/purchase_units/@reference_id==default/amount');
  if (minorOf(amount) <= 0) throw unprocessable('CANNOT_BE_ZERO_OR_NEGATIVE', 'Must be greater than zero.');
  const items = (unit.items ?? []) as readonly SandboxObject[];
  const total = items.reduce(
    (sum, item) => sum + minorOf(moneyOf(item.unit_amount, '/unit_amount')) * Number(item.quantity),
    0,
  );
  if (items.length > 0 && total !== minorOf(amount))
    throw unprocessable(
      'ITEM_TOTAL_MISMATCH',
      'Should equal sum of (unit_amount * quantity) across all items.',
    );
  return { ...unit, amount };
};

const requireUnpaid = (state: SandboxState, invoiceId: unknown): void => {
  const isPaid =
    invoiceId !== undefined &&
    [...state.orders.values()].some(
      ({ unit, captures }) =>
        unit.invoice_id === invoiceId && captures.some(({ status }) => status === 'COMPLETED'),
    );
  if (isPaid) throw unprocessable('DUPLICATE_INVOICE_ID', 'Duplicate Invoice ID detected.');
};
