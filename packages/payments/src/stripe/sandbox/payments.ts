import { noSuch, refuse } from './answers.ts';
import type { SandboxObject, SandboxState } from './state.ts';

/** What somebody pays with in the sandbox. */
export interface SandboxPayer {
  /** One of Stripe's test payment methods: https://docs.stripe.com/testing. Default `pm_card_visa`. */
  readonly paymentMethod?: string;
  readonly email?: string | undefined;
  readonly name?: string | undefined;
}

/** How Stripe's test payment methods end; any other succeeds. */
const endings: Readonly<Record<string, 'authenticate' | Decline>> = {
  pm_card_authenticationRequired: 'authenticate',
  pm_card_visa_chargeDeclined: {
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
  },
  pm_card_visa_chargeDeclinedInsufficientFunds: {
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  pm_card_chargeDeclinedExpiredCard: { code: 'expired_card', message: 'Your card has expired.' },
};

interface Decline {
  readonly code: string;
  readonly decline_code?: string;
  readonly message: string;
}

/** Attempts a payment, and publishes what happens. Throws Stripe's 402 when it is declined. */
export const confirm = (
  state: SandboxState,
  payment: SandboxObject,
  { paymentMethod = 'pm_card_visa', email, name }: SandboxPayer = {},
): SandboxObject => {
  if (!/^requires_(payment_method|confirmation|action)$/.test(String(payment.status)))
    throw refuse(400, {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      message: `You cannot confirm this PaymentIntent because it has a status of ${payment.status}.`,
      payment_intent: payment,
    });
  const ending = Object.hasOwn(endings, paymentMethod) ? endings[paymentMethod] : undefined;
  const tried = { ...payment, payment_method: paymentMethod };
  if (ending === 'authenticate') {
    const url = `https://hooks.stripe.com/redirect/authenticate/${payment.id}`;
    const waiting = save(state, {
      ...tried,
      status: 'requires_action',
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: { url, return_url: payment.return_url ?? null },
      },
    });
    state.publish({ type: 'payment_intent.requires_action', object: waiting });
    return waiting;
  }
  const charge = makeCharge(state, payment, { paymentMethod, email, name }, ending);
  return ending === undefined
    ? settle(state, { ...tried, latest_charge: charge.id, next_action: null, last_payment_error: null })
    : decline(state, payment, charge, ending);
};

/** Collects a reserved amount. */
export const capture = (state: SandboxState, payment: SandboxObject, amount: number): SandboxObject => {
  const charge = state.charges.get(String(payment.latest_charge));
  if (charge) {
    const captured = { ...charge, captured: true, amount_captured: amount };
    state.charges.set(charge.id, captured);
    state.publish({ type: 'charge.captured', object: captured });
  }
  const paid = save(state, {
    ...payment,
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: amount,
  });
  state.publish({ type: 'payment_intent.succeeded', object: paid });
  return paid;
};

/** Keeps a payment intent as it is now. */
export const save = (state: SandboxState, payment: SandboxObject): SandboxObject => {
  state.payments.set(payment.id, payment);
  return payment;
};

/** The payment intent with an id. Throws Stripe's 404. */
export const paymentWith = (state: SandboxState, id: string): SandboxObject => {
  const payment = state.payments.get(id);
  if (!payment) throw noSuch('payment_intent', id, 'intent');
  return payment;
};

const settle = (state: SandboxState, payment: SandboxObject): SandboxObject => {
  const amount = Number(payment.amount);
  if (payment.capture_method !== 'manual') {
    const paid = save(state, { ...payment, status: 'succeeded', amount_received: amount });
    state.publish({ type: 'payment_intent.succeeded', object: paid });
    return paid;
  }
  const reserved = save(state, { ...payment, status: 'requires_capture', amount_capturable: amount });
  state.publish({ type: 'payment_intent.amount_capturable_updated', object: reserved });
  return reserved;
};

const decline = (
  state: SandboxState,
  payment: SandboxObject,
  charge: SandboxObject,
  ending: Decline,
): never => {
  const error = { type: 'card_error' as const, ...ending, charge: charge.id };
  const failed = save(state, {
    ...payment,
    status: 'requires_payment_method',
    latest_charge: charge.id,
    last_payment_error: error,
  });
  state.publish({ type: 'payment_intent.payment_failed', object: failed });
  throw refuse(402, { ...error, payment_intent: failed });
};

const makeCharge = (
  state: SandboxState,
  payment: SandboxObject,
  { paymentMethod, email, name }: SandboxPayer,
  failure: Decline | undefined,
): SandboxObject => {
  const captured = failure === undefined && payment.capture_method !== 'manual';
  const id = state.nextId('ch');
  const charge = {
    id,
    object: 'charge',
    amount: payment.amount,
    amount_captured: captured ? payment.amount : 0,
    amount_refunded: 0,
    billing_details: { address: null, email: email ?? null, name: name ?? null, phone: null },
    captured,
    created: state.now(),
    currency: payment.currency,
    customer: payment.customer,
    description: payment.description,
    disputed: false,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    livemode: false,
    metadata: payment.metadata,
    outcome: { type: failure ? 'issuer_declined' : 'authorized', reason: failure?.decline_code ?? null },
    paid: failure === undefined,
    payment_intent: payment.id,
    payment_method: paymentMethod,
    payment_method_details: {
      type: 'card',
      card: { brand: 'visa', country: 'US', exp_month: 4, exp_year: 2030, last4: '4242', wallet: null },
    },
    receipt_email: payment.receipt_email,
    receipt_url: failure ? null : `https://pay.stripe.com/receipts/payment/${id}`,
    refunded: false,
    status: failure ? 'failed' : 'succeeded',
  };
  state.charges.set(id, charge);
  state.publish({ type: failure ? 'charge.failed' : 'charge.succeeded', object: charge });
  return charge;
};
