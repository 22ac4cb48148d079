import type { SandboxResponse } from '@touchline/core/sandbox';
import { noSuch, ok, refuse, searchAnswer } from './answers.ts';
import { amountOf, groupOf, metadataOf, type Parameters, requiredText, textOf } from './parameters.ts';
import { capture, confirm, paymentWith, save } from './payments.ts';
import { getRoute, type PostRoute, type Route } from './route.ts';
import type { SandboxObject, SandboxState } from './state.ts';

/** Payment intents: https://docs.stripe.com/api/payment_intents. */
export const paymentRoutes = (state: SandboxState, postRoute: PostRoute): Record<string, Route> => ({
  'POST /v1/payment_intents': postRoute(createParameters, (parameters) => {
    if (textOf(parameters, 'off_session') === 'true' && textOf(parameters, 'confirm') !== 'true')
      throw invalid('off_session', 'The `off_session` parameter can only be used with `confirm=true`.');
    if (textOf(parameters, 'return_url') !== undefined && textOf(parameters, 'confirm') !== 'true')
      throw invalid('return_url', 'The `return_url` parameter can only be used with `confirm=true`.');
    const payment = save(state, newPayment(state, parameters));
    state.publish({ type: 'payment_intent.created', object: payment });
    if (textOf(parameters, 'confirm') !== 'true') return shown(state, payment);
    const paymentMethod = requiredText(parameters, 'payment_method');
    return shown(state, confirm(state, payment, { paymentMethod }));
  }),

  // Before `:id`, which it would match. Only the one clause that the connector writes is understood.
  'GET /v1/payment_intents/search': getRoute(['query', 'limit', 'page'], (parameters) => {
    const clause = /^metadata\['(\w+)'\]:'((?:[^'\\]|\\.)*)'$/.exec(requiredText(parameters, 'query'));
    if (!clause) throw invalid('query', 'The sandbox searches for one value of metadata only.');
    const [, name = '', value = ''] = clause;
    const wanted = value.replace(/\\(.)/g, '$1');
    const found = [...state.payments.values()].filter(
      ({ metadata }) => (metadata as Record<string, string>)[name] === wanted,
    );
    return searchAnswer(
      '/v1/payment_intents/search',
      found.map((payment) => expanded(state, payment)),
      10,
    );
  }),

  'GET /v1/payment_intents/:id': getRoute(['client_secret'], (_, { params }) =>
    shown(state, paymentWith(state, params.id ?? '')),
  ),

  'POST /v1/payment_intents/:id/capture': postRoute(['amount_to_capture'], (parameters, { params }) => {
    const payment = paymentWith(state, params.id ?? '');
    requireStatus(payment, ['requires_capture'], 'captured');
    const capturable = Number(payment.amount_capturable);
    const amount = amountOf(parameters, 'amount_to_capture') ?? capturable;
    if (amount > capturable)
      throw refuse(400, {
        type: 'invalid_request_error',
        code: 'amount_too_large',
        param: 'amount_to_capture',
        message: `The provided amount_to_capture (${amount}) is greater than the capturable amount (${capturable}).`,
      });
    return shown(state, capture(state, payment, amount));
  }),

  'POST /v1/payment_intents/:id/cancel': postRoute(['cancellation_reason'], (parameters, { params }) => {
    const payment = paymentWith(state, params.id ?? '');
    requireStatus(payment, cancelable, 'canceled');
    const canceled = save(state, {
      ...payment,
      status: 'canceled',
      amount_capturable: 0,
      canceled_at: state.now(),
      cancellation_reason: textOf(parameters, 'cancellation_reason') ?? null,
    });
    state.publish({ type: 'payment_intent.canceled', object: canceled });
    return shown(state, canceled);
  }),

  'GET /v1/charges/:id': getRoute([], (_, { params }) => {
    const charge = state.charges.get(params.id ?? '');
    if (!charge) throw noSuch('charge', params.id ?? '');
    return ok(charge);
  }),
});

const createParameters = [
  'amount',
  'currency',
  'automatic_payment_methods',
  'capture_method',
  'confirm',
  'customer',
  'description',
  'metadata',
  'off_session',
  'payment_method',
  'receipt_email',
  'return_url',
];

const cancelable = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'requires_capture',
];

/** A payment intent as it begins. */
export const newPayment = (state: SandboxState, parameters: Parameters): SandboxObject => {
  requiredText(parameters, 'amount');
  const customer = textOf(parameters, 'customer') ?? null;
  if (customer !== null && !state.customers.has(customer)) throw noSuch('customer', customer, 'customer');
  const amount = amountOf(parameters, 'amount') ?? 0;
  const currency = requiredText(parameters, 'currency');
  if (['bhd', 'jod', 'kwd', 'omr', 'tnd'].includes(currency) && amount % 10 !== 0)
    throw invalid('amount', `The amount must be divisible by 10 in ${currency}.`);
  const id = state.nextId('pi');
  return {
    id,
    object: 'payment_intent',
    amount,
    amount_capturable: 0,
    amount_received: 0,
    automatic_payment_methods: automaticMethodsOf(groupOf(parameters, 'automatic_payment_methods')),
    canceled_at: null,
    cancellation_reason: null,
    capture_method: textOf(parameters, 'capture_method') ?? 'automatic',
    client_secret: `${id}_secret_${id.slice(3)}`,
    confirmation_method: 'automatic',
    created: state.now(),
    currency,
    customer,
    description: textOf(parameters, 'description') ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: metadataOf(parameters),
    next_action: null,
    payment_method: null,
    payment_method_types: ['card'],
    receipt_email: textOf(parameters, 'receipt_email') ?? null,
    return_url: textOf(parameters, 'return_url') ?? null,
    status: 'requires_payment_method',
  };
};

const automaticMethodsOf = ({ enabled, ...others }: Parameters): object | null =>
  enabled === undefined ? null : { ...others, enabled: enabled === 'true' };

/** What the connector always asks for: the charge in place of its id. */
const expanded = (state: SandboxState, payment: SandboxObject): SandboxObject => {
  const { return_url: _, ...visible } = payment;
  return { ...visible, latest_charge: state.charges.get(String(payment.latest_charge)) ?? null } as never;
};

const shown = (state: SandboxState, payment: SandboxObject): SandboxResponse => ok(expanded(state, payment));

const requireStatus = (payment: SandboxObject, allowed: readonly string[], verb: string): void => {
  if (!allowed.includes(String(payment.status)))
    throw refuse(400, {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      message: `This PaymentIntent could not be ${verb} because it has a status of ${payment.status}.`,
      payment_intent: payment,
    });
};

const invalid = (param: string, message: string) =>
  refuse(400, { type: 'invalid_request_error', param, message });
