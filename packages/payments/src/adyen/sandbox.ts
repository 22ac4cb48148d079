import {
  type Clock,
  Secret,
  signatureOf,
  signRequest,
  systemClock,
  type WebhookRequest,
} from '@touchline/core';
import { createSandbox, type VendorSandbox } from '@touchline/core/sandbox';
import { errorAnswer } from './sandbox/answers.ts';
import { linkRoutes, payLink } from './sandbox/link-routes.ts';
import { modificationRoutes } from './sandbox/modification-routes.ts';
import { paymentRoutes, settle } from './sandbox/payment-routes.ts';
import { createPostRoute } from './sandbox/route.ts';
import { shopperRoutes } from './sandbox/shopper-routes.ts';
import {
  type AdyenNotificationInput,
  createState,
  type SandboxLink,
  type SandboxPayment,
  type SandboxToken,
} from './sandbox/state.ts';
import { adyenBodySignature, adyenItemSignature } from './verify.ts';

export type {
  AdyenNotificationInput,
  SandboxAmount,
  SandboxLink,
  SandboxPayment,
  SandboxToken,
} from './sandbox/state.ts';

/** What an {@link adyenSandbox} is made of. */
export interface AdyenSandboxOptions {
  /** The one key that is let in. */
  readonly apiKey: string;
  /** What webhooks are signed with, in hexadecimal. */
  readonly hmacKey: string;
  /** Default `SandboxECOM`. */
  readonly merchantAccount?: string;
  /** Whether the merchant account waits to be told to capture. Default `automatic`. */
  readonly capture?: 'automatic' | 'manual';
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Where a webhook goes. */
export interface AdyenWebhookTarget {
  /** The URL of the endpoint. */
  readonly url: string;
  /** Another key than the sandbox's, to play a forger or a change of keys. */
  readonly hmacKey?: string;
  /** `user:password`, where basic authentication is switched on. */
  readonly credentials?: string;
  /** Whether it says that it is of the live environment. Default false. */
  readonly live?: boolean;
}

/** Adyen in memory. */
export interface AdyenSandbox extends VendorSandbox {
  readonly payments: ReadonlyMap<string, SandboxPayment>;
  readonly links: ReadonlyMap<string, SandboxLink>;
  readonly tokens: ReadonlyMap<string, SandboxToken>;
  /** Every notification that calls of the API and customers caused, in order, not signed yet. */
  readonly notifications: readonly Readonly<Record<string, unknown>>[];
  /** Saves a card of a customer to pay with, and what becomes of payments with it. Default `Authorised`. */
  readonly saveToken: (shopperReference: string, ending?: SandboxToken['ending']) => string;
  /** Ends a payment that waits for its customer or the bank. */
  readonly complete: (pspReference: string, success?: boolean) => SandboxPayment;
  /** Pays a payment link as its customer would. */
  readonly payLink: (linkId: string) => SandboxPayment;
  /** Makes a standard webhook of one notification, or of a batch, in Adyen's shape, each item signed. */
  readonly webhook: (
    said: AdyenNotificationInput | readonly AdyenNotificationInput[],
    target: AdyenWebhookTarget,
  ) => WebhookRequest;
  /** Signs a body as Adyen signs those of platforms and tokens: in a header. */
  readonly sign: (body: string | Uint8Array, target: AdyenWebhookTarget) => WebhookRequest;
  /** Signs each item of a standard webhook's body, whatever stands in it. */
  readonly signItems: (items: readonly unknown[], target: AdyenWebhookTarget) => WebhookRequest;
  /** The webhooks that Adyen would have sent since this was last called. */
  readonly takeWebhooks: (target: AdyenWebhookTarget) => readonly WebhookRequest[];
}

/**
 * A stand-in for Adyen's Checkout API v71 with the endpoints that the connector calls; mount it so that paths begin with `/v71`.
 * State, validation, idempotency, and the notifications that follow. Deterministic: references are counted and time is the clock's.
 */
export const adyenSandbox = ({
  apiKey,
  hmacKey,
  merchantAccount = 'SandboxECOM',
  capture = 'automatic',
  clock = systemClock,
}: AdyenSandboxOptions): AdyenSandbox => {
  const state = createState(merchantAccount, capture === 'manual', clock);
  const postRoute = createPostRoute(state);
  const sandbox = createSandbox({
    authorize: ({ headers }) =>
      headers['x-api-key'] === apiKey
        ? undefined
        : errorAnswer(401, '000', 'HTTP Status Response - Unauthorized', 'security'),
    routes: {
      ...paymentRoutes(state, postRoute),
      ...modificationRoutes(state, postRoute),
      ...linkRoutes(state, postRoute),
      ...shopperRoutes(state, postRoute),
    },
    notFound: () => ({ status: 404, body: '' }),
  });

  const requestOf = (
    body: string | Uint8Array,
    { url, credentials }: AdyenWebhookTarget,
  ): WebhookRequest => ({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Adyen HttpClient 1.0',
      ...(credentials !== undefined && {
        authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      }),
    },
    rawBody: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  });
  const signing = (target: AdyenWebhookTarget) => ({
    secret: new Secret(target.hmacKey ?? hmacKey),
    now: clock.now(),
  });

  const signItems: AdyenSandbox['signItems'] = (items, target) => {
    const signed = items.map((item) => {
      const hmacSignature = signatureOf(adyenItemSignature, requestOf('{}', target), {
        ...signing(target),
        item,
      });
      const { additionalData, ...fields } = item as { readonly additionalData?: object };
      return { NotificationRequestItem: { ...fields, additionalData: { ...additionalData, hmacSignature } } };
    });
    return requestOf(
      JSON.stringify({ live: String(target.live ?? false), notificationItems: signed }),
      target,
    );
  };

  let taken = 0;
  return {
    ...sandbox,
    payments: state.payments,
    links: state.links,
    tokens: state.tokens,
    notifications: state.notifications,
    saveToken: (shopperReference, ending = 'Authorised') => {
      const id = state.nextReference();
      state.tokens.set(id, { id, shopperReference, ending });
      return id;
    },
    complete: (pspReference, success = true) => {
      const payment = state.payments.get(pspReference);
      if (payment?.status !== 'requires_action') throw new Error(`No payment ${pspReference} waits.`);
      return settle(state, payment, success);
    },
    payLink: (linkId) => payLink(state, linkId),
    webhook: (said, target) =>
      signItems(
        [said].flat().map((each) => state.notificationOf(each as AdyenNotificationInput)),
        target,
      ),
    sign: (body, target) => signRequest(adyenBodySignature, requestOf(body, target), signing(target)),
    signItems,
    takeWebhooks: (target) => {
      const fresh = state.notifications.slice(taken);
      taken = state.notifications.length;
      return fresh.map((notification) => signItems([notification], target));
    },
  };
};
