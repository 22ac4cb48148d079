import { type Clock, Secret, signRequest, systemClock, type WebhookRequest } from '@touchline/core';
import { createSandbox, type SandboxResponse, type VendorSandbox } from '@touchline/core/sandbox';
import { errorAnswer, ok } from './sandbox/answers.ts';
import { checkoutRoutes, completeCheckout } from './sandbox/checkout-routes.ts';
import { customerRoutes } from './sandbox/customer-routes.ts';
import { paymentRoutes } from './sandbox/payment-routes.ts';
import { confirm, paymentWith, type SandboxPayer } from './sandbox/payments.ts';
import { refundRoutes } from './sandbox/refund-routes.ts';
import { createPostRoute, getRoute } from './sandbox/route.ts';
import { createState, type SandboxObject, type StripeWebhookInput } from './sandbox/state.ts';
import { stripeSignature } from './verify.ts';

export type { SandboxPayer } from './sandbox/payments.ts';
export type { SandboxObject, StripeWebhookInput } from './sandbox/state.ts';

/** What a {@link stripeSandbox} is made of. */
export interface StripeSandboxOptions {
  /** The one key that is let in. */
  readonly apiKey: string;
  /** What webhooks are signed with: `whsec_…`. */
  readonly webhookSecret: string;
  /** The id of the account. Default `acct_sandbox`. */
  readonly account?: string;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Where a webhook goes. */
export interface StripeWebhookTarget {
  /** The URL of the endpoint. */
  readonly url: string;
  /** Another secret than the sandbox's, to play a forger or a rotation. */
  readonly secret?: string;
}

/** Stripe in memory. */
export interface StripeSandbox extends VendorSandbox {
  /** Payment intents, as the API shows them, by id. */
  readonly payments: ReadonlyMap<string, SandboxObject>;
  readonly charges: ReadonlyMap<string, SandboxObject>;
  readonly refunds: ReadonlyMap<string, SandboxObject>;
  readonly customers: ReadonlyMap<string, SandboxObject>;
  /** Checkout sessions, by id. */
  readonly checkouts: ReadonlyMap<string, SandboxObject>;
  /** Every event that calls of the API and customers caused, in order. */
  readonly events: readonly SandboxObject[];
  /** Pays a payment intent as its customer would in the browser. Throws when the payment is declined. */
  readonly pay: (paymentId: string, payer?: SandboxPayer) => SandboxObject;
  /** Pays a checkout as its customer would on Stripe's page. */
  readonly completeCheckout: (checkoutId: string, payer?: SandboxPayer) => SandboxObject;
  /** Makes a webhook of something that happened, in Stripe's shape and signed as Stripe signs. */
  readonly webhook: (happened: StripeWebhookInput, target: StripeWebhookTarget) => WebhookRequest;
  /** Signs a body as Stripe does, whatever it is. */
  readonly sign: (body: string | Uint8Array, target: StripeWebhookTarget) => WebhookRequest;
  /** The webhooks that Stripe would have sent since this was last called. */
  readonly takeWebhooks: (target: StripeWebhookTarget) => readonly WebhookRequest[];
}

/**
 * A stand-in for Stripe's API with the endpoints that the connector calls: state, validation, idempotency, declines by test
 * payment methods, and the events that follow. Deterministic: ids are counted and time is the clock's.
 */
export const stripeSandbox = ({
  apiKey,
  webhookSecret,
  account = 'acct_sandbox',
  clock = systemClock,
}: StripeSandboxOptions): StripeSandbox => {
  const state = createState(clock);
  const postRoute = createPostRoute(state);
  const sandbox = createSandbox({
    authorize: ({ headers }) => refusalOf(headers.authorization, apiKey),
    routes: {
      ...paymentRoutes(state, postRoute),
      ...refundRoutes(state, postRoute),
      ...customerRoutes(state, postRoute),
      ...checkoutRoutes(state, postRoute),
      'GET /v1/account': getRoute([], () => ok({ id: account, object: 'account' })),
    },
    notFound: ({ method, path }) =>
      errorAnswer(404, {
        type: 'invalid_request_error',
        message: `Unrecognized request URL (${method}: ${path}).`,
      }),
  });

  const sign: StripeSandbox['sign'] = (body, { url, secret = webhookSecret }) =>
    signRequest(
      stripeSignature,
      {
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        rawBody: typeof body === 'string' ? new TextEncoder().encode(body) : body,
      },
      { secret: new Secret(secret), now: clock.now() },
    );
  const signEvent = (event: SandboxObject, target: StripeWebhookTarget): WebhookRequest =>
    sign(JSON.stringify(event, null, 2), target);

  let taken = 0;
  return {
    ...sandbox,
    payments: state.payments,
    charges: state.charges,
    refunds: state.refunds,
    customers: state.customers,
    checkouts: state.checkouts,
    events: state.events,
    pay: (paymentId, payer) => confirm(state, paymentWith(state, paymentId), payer),
    completeCheckout: (checkoutId, payer = {}) => completeCheckout(state, checkoutId, payer),
    sign,
    webhook: (happened, target) => signEvent(state.eventOf(happened), target),
    takeWebhooks: (target) => {
      const fresh = state.events.slice(taken);
      taken = state.events.length;
      return fresh.map((event) => signEvent(event, target));
    },
  };
};

const refusalOf = (authorization: string | undefined, apiKey: string): SandboxResponse | undefined => {
  if (authorization === `Bearer ${apiKey}`) return undefined;
  const message =
    authorization === undefined
      ? 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.'
      : `Invalid API Key provided: ${authorization.slice(7, 11)}****`;
  return errorAnswer(401, { type: 'invalid_request_error', message });
};
