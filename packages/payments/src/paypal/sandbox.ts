import { type Clock, signRequest, systemClock, type WebhookRequest } from '@touchline/core';
import {
  createSandbox,
  type IncomingCall,
  type SandboxResponse,
  type VendorSandbox,
} from '@touchline/core/sandbox';
import { errorAnswer } from './sandbox/answers.ts';
import { certificates, paypalSandboxRoot, privateKey } from './sandbox/certificates.ts';
import { orderRoutes } from './sandbox/order-routes.ts';
import { paymentRoutes } from './sandbox/payment-routes.ts';
import { createPostRoute, getRoute } from './sandbox/route.ts';
import { approve } from './sandbox/settle.ts';
import {
  createState,
  type PayPalWebhookInput,
  type SandboxObject,
  type SandboxOrder,
} from './sandbox/state.ts';
import { paypalSignature } from './verify.ts';

export { paypalSandboxRoot } from './sandbox/certificates.ts';
export type {
  PayPalWebhookInput,
  SandboxMoney,
  SandboxObject,
  SandboxOrder,
  SandboxSettled,
} from './sandbox/state.ts';

/** What a {@link paypalSandbox} is made of. */
export interface PayPalSandboxOptions {
  readonly clientId: string;
  /** What is exchanged for access tokens. */
  readonly clientSecret: string;
  /** The webhook whose id signatures cover. */
  readonly webhookId: string;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Where a webhook goes, and how it is to differ from one of PayPal's sandbox. */
export interface PayPalWebhookTarget {
  /** The URL of the endpoint. */
  readonly url: string;
  /** Another webhook than the sandbox's. */
  readonly webhookId?: string;
  /** Where its certificate is said to be. Default: at the sandbox, which serves those of `live`, `sandbox` and `stranger`. */
  readonly certUrl?: string;
  /** The id of the transmission. Default: the next one. */
  readonly transmissionId?: string;
}

/** PayPal in memory. */
export interface PayPalSandbox extends VendorSandbox {
  readonly orders: ReadonlyMap<string, SandboxOrder>;
  /** Every event that calls of the API and customers caused, in order. */
  readonly events: readonly SandboxObject[];
  /** Saves something of a customer's to pay with, and what becomes of payments with it. Default: `COMPLETED`. Gives its vault id. */
  readonly savePaymentMethod: (ending?: 'COMPLETED' | 'DECLINED' | 'INSTRUMENT_DECLINED') => string;
  /** Approves an order as its customer would on PayPal's page. */
  readonly approve: (orderId: string, payer?: { readonly email: string }) => SandboxOrder;
  /** Ends the life of all access tokens that were given out. */
  readonly revokeTokens: () => void;
  /** Makes a webhook of something that happened, in PayPal's shape and signed as PayPal signs. */
  readonly webhook: (happened: PayPalWebhookInput, target: PayPalWebhookTarget) => WebhookRequest;
  /** Signs a body as PayPal does, whatever it is. */
  readonly sign: (body: string | Uint8Array, target: PayPalWebhookTarget) => WebhookRequest;
  /** The webhooks that PayPal would have sent since this was last called. */
  readonly takeWebhooks: (target: PayPalWebhookTarget) => readonly WebhookRequest[];
}

/**
 * A stand-in for PayPal's sandbox with the endpoints that the connector calls: tokens, state, validation, idempotency, the events that
 * follow, and the certificates that webhooks are signed with, which lead to {@link paypalSandboxRoot}. Deterministic: ids are
 * counted and time is the clock's.
 */
export const paypalSandbox = ({
  clientId,
  clientSecret,
  webhookId,
  clock = systemClock,
}: PayPalSandboxOptions): PayPalSandbox => {
  const state = createState(clock);
  const postRoute = createPostRoute();
  const tokens = new Set<string>();
  let given = 0;
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;

  const giveToken = (): SandboxResponse => {
    given += 1;
    const token = `A21AA-sandbox-token-${given}`;
    tokens.add(token);
    const body = {
      scope: '',
      access_token: token,
      token_type: 'Bearer',
      app_id: 'APP-80W284485P519543T',
      expires_in: 32_400,
    };
    return { status: 200, body };
  };

  const sandbox = createSandbox({
    authorize: (call) => refusalOf(call, basic, tokens),
    routes: {
      'POST /v1/oauth2/token': giveToken,
      'GET /v1/notifications/certs/:name': getRoute(({ params }) => certificateAnswer(params.name ?? '')),
      'GET /v1/notifications/webhooks': getRoute(() => ({
        status: 200,
        body: { webhooks: [{ id: webhookId }] },
      })),
      'GET /v1/notifications/webhooks/:id': getRoute(({ params }) =>
        params.id === webhookId
          ? {
              status: 200,
              body: {
                id: webhookId,
                url: 'https://hooks.example.com/paypal',
                event_types: [{ name: '*', description: 'ALL' }],
              },
            }
          : errorAnswer(404, 'INVALID_RESOURCE_ID'),
      ),
      ...orderRoutes(state, postRoute),
      ...paymentRoutes(state, postRoute),
    },
    notFound: () => errorAnswer(404, 'RESOURCE_NOT_FOUND'),
  });

  const sign: PayPalSandbox['sign'] = (body, target) =>
    signRequest(
      paypalSignature([target.webhookId ?? webhookId]),
      {
        method: 'POST',
        url: target.url,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'PayPal/AUHD-214.0-58031014',
          'paypal-auth-algo': 'SHA256withRSA',
          'paypal-auth-version': 'v2',
          'paypal-cert-url':
            target.certUrl ?? 'https://api.sandbox.paypal.com/v1/notifications/certs/sandbox',
        },
        rawBody: typeof body === 'string' ? new TextEncoder().encode(body) : body,
      },
      {
        secret: privateKey,
        now: clock.now(),
        values: { id: target.transmissionId ?? `267dfe90-ba1e-11ed-b9b7-${state.nextId().slice(-12)}` },
      },
    );

  let taken = 0;
  return {
    ...sandbox,
    orders: state.orders,
    events: state.events,
    savePaymentMethod: (ending = 'COMPLETED') => {
      const id = state.nextId().toLowerCase();
      state.vault.set(id, ending);
      return id;
    },
    approve: (orderId, payer = { email: 'ada@example.com' }) => approve(state, orderId, payer),
    revokeTokens: () => tokens.clear(),
    sign,
    webhook: (happened, target) => sign(JSON.stringify(state.eventOf(happened)), target),
    takeWebhooks: (target) => {
      const fresh = state.events.slice(taken);
      taken = state.events.length;
      return fresh.map((event) => sign(JSON.stringify(event), target));
    },
  };
};

const refusalOf = (
  { path, headers }: IncomingCall,
  basic: string,
  tokens: ReadonlySet<string>,
): SandboxResponse | undefined => {
  if (path.startsWith('/v1/notifications/certs/')) return undefined;
  const { authorization = '' } = headers;
  if (path === '/v1/oauth2/token')
    return authorization === basic
      ? undefined
      : {
          status: 401,
          body: { error: 'invalid_client', error_description: 'Client Authentication failed' },
        };
  return tokens.has(authorization.replace(/^Bearer /, ''))
    ? undefined
    : {
        status: 401,
        body: {
          error: 'invalid_token',
          error_description: 'The token passed in was not found in the system',
        },
      };
};

const certificateAnswer = (name: string): SandboxResponse =>
  Object.hasOwn(certificates, name)
    ? { status: 200, body: `${certificates[name as keyof typeof certificates]}\n${paypalSandboxRoot}\n` }
    : { status: 404, body: '' };
