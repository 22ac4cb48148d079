import { ok, refuse } from './answers.ts';
import { amountOf, groupOf, metadataOf, type Parameters, requiredText, textOf } from './parameters.ts';
import { newPayment } from './payment-routes.ts';
import { confirm, type SandboxPayer, save } from './payments.ts';
import type { PostRoute, Route } from './route.ts';
import type { SandboxObject, SandboxState } from './state.ts';

const dayInSeconds = 86_400;

/** Checkout sessions: https://docs.stripe.com/api/checkout/sessions. */
export const checkoutRoutes = (state: SandboxState, postRoute: PostRoute): Record<string, Route> => ({
  'POST /v1/checkout/sessions': postRoute(known, (parameters) => {
    const lines = Object.values(groupOf(parameters, 'line_items')).map((line) =>
      readLine(line as Parameters),
    );
    if (lines.length === 0) requiredText(parameters, 'line_items');
    const id = state.nextId('cs_test');
    const session = {
      id,
      object: 'checkout.session',
      amount_total: lines.reduce((sum, { amount_total }) => sum + amount_total, 0),
      automatic_tax: { enabled: false, status: null },
      cancel_url: textOf(parameters, 'cancel_url') ?? null,
      client_reference_id: textOf(parameters, 'client_reference_id') ?? null,
      created: state.now(),
      currency: lines[0]?.currency ?? null,
      custom_fields: [],
      custom_text: { shipping_address: null, submit: null },
      customer: textOf(parameters, 'customer') ?? null,
      customer_details: null,
      customer_email: textOf(parameters, 'customer_email') ?? null,
      expires_at: expiryOf(parameters, state.now()),
      livemode: false,
      metadata: metadataOf(parameters),
      mode: requiredText(parameters, 'mode'),
      payment_intent: null,
      payment_method_types: ['card'],
      payment_status: 'unpaid',
      shipping_options: [],
      status: 'open',
      success_url: requiredText(parameters, 'success_url'),
      url: `https://checkout.stripe.com/c/pay/${id}`,
    };
    state.checkouts.set(id, session);
    state.intentData.set(id, groupOf(parameters, 'payment_intent_data'));
    return ok(session);
  }),
});

/** Pays a session as its customer would, and publishes what happens. */
export const completeCheckout = (
  state: SandboxState,
  checkoutId: string,
  payer: SandboxPayer,
): SandboxObject => {
  const session = state.checkouts.get(checkoutId);
  if (session?.status !== 'open') throw new Error(`There is no open checkout ${checkoutId}.`);
  const data = state.intentData.get(checkoutId) ?? {};
  const email = payer.email ?? session.customer_email ?? undefined;
  const payment = save(
    state,
    newPayment(state, {
      amount: String(session.amount_total),
      currency: String(session.currency),
      ...(session.customer !== null && { customer: String(session.customer) }),
      capture_method: textOf(data, 'capture_method'),
      metadata: groupOf(data, 'metadata'),
    }),
  );
  state.publish({ type: 'payment_intent.created', object: payment });
  confirm(state, payment, { ...payer, ...(email !== undefined && { email: String(email) }) });
  const completed = {
    ...session,
    customer_details: { address: null, email: email ?? null, name: payer.name ?? null, phone: null },
    payment_intent: payment.id,
    payment_status: 'paid',
    status: 'complete',
    url: null,
  };
  state.checkouts.set(checkoutId, completed);
  state.publish({ type: 'checkout.session.completed', object: completed });
  return completed;
};

const known = [
  'cancel_url',
  'client_reference_id',
  'customer',
  'customer_email',
  'expires_at',
  'line_items',
  'metadata',
  'mode',
  'payment_intent_data',
  'success_url',
];

const readLine = (line: Parameters): { readonly currency: string; readonly amount_total: number } => {
  const price = groupOf(line, 'price_data');
  requiredText(groupOf(price, 'product_data'), 'name');
  const quantity = amountOf(line, 'quantity') ?? 1;
  return {
    currency: requiredText(price, 'currency'),
    amount_total: quantity * (amountOf(price, 'unit_amount') ?? 0),
  };
};

const expiryOf = (parameters: Parameters, now: number): number => {
  const expiresAt = amountOf(parameters, 'expires_at') ?? now + dayInSeconds;
  if (expiresAt < now + 1_800 || expiresAt > now + dayInSeconds)
    throw refuse(400, {
      type: 'invalid_request_error',
      param: 'expires_at',
      message:
        'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
    });
  return expiresAt;
};
