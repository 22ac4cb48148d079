import type { Clock } from '@touchline/core';
import { stripeApiVersion } from '../config.ts';
import type { Parameters } from './parameters.ts';

/** An object of Stripe's, in the shape of its API. */
export interface SandboxObject {
  readonly id: string;
  readonly object: string;
  readonly [field: string]: unknown;
}

/** All that a sandbox remembers. */
export interface SandboxState {
  readonly payments: Map<string, SandboxObject>;
  readonly charges: Map<string, SandboxObject>;
  readonly refunds: Map<string, SandboxObject>;
  readonly customers: Map<string, SandboxObject>;
  readonly checkouts: Map<string, SandboxObject>;
  /** What a checkout is to write into its payment, by the checkout's id. */
  readonly intentData: Map<string, Parameters>;
  /** Every event so far, in the order in which they happened. */
  readonly events: SandboxObject[];
  /** The next id with a prefix: `pi_00000000000001`. */
  readonly nextId: (prefix: string) => string;
  /** In seconds since the Unix epoch, as Stripe writes time. */
  readonly now: () => number;
  /** Makes an event of what happened to an object, as it is now. */
  readonly eventOf: (happened: StripeWebhookInput) => SandboxObject;
  /** The same, and adds it to the events. */
  readonly publish: (happened: StripeWebhookInput) => void;
}

/** What happened to an object. */
export interface StripeWebhookInput {
  /** `payment_intent.succeeded` */
  readonly type: string;
  readonly object: unknown;
  /** What the fields that changed were before. */
  readonly previousAttributes?: Readonly<Record<string, unknown>>;
  /** The connected account it happened in: https://docs.stripe.com/connect/webhooks. */
  readonly account?: string;
  /** Default: the next one. */
  readonly id?: string;
  /** In seconds since the Unix epoch. Default: now. */
  readonly created?: number;
  /** Default false. */
  readonly livemode?: boolean;
  /** Default: the version that the connector is written for. */
  readonly apiVersion?: string;
}

/** The memory of a sandbox. Its ids are counted, and its time is the clock's. */
export const createState = (clock: Pick<Clock, 'now'>): SandboxState => {
  const counts = new Map<string, number>();
  const events: SandboxObject[] = [];
  const nextId = (prefix: string): string => {
    const count = (counts.get(prefix) ?? 0) + 1;
    counts.set(prefix, count);
    return `${prefix}_${String(count).padStart(14, '0')}`;
  };
  const now = (): number => Math.floor(clock.now() / 1_000);
  const eventOf: SandboxState['eventOf'] = (happened) => ({
    id: happened.id ?? nextId('evt'),
    object: 'event',
    api_version: happened.apiVersion ?? stripeApiVersion,
    created: happened.created ?? now(),
    data: {
      object: structuredClone(happened.object),
      ...(happened.previousAttributes && { previous_attributes: happened.previousAttributes }),
    },
    livemode: happened.livemode ?? false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: happened.type,
    ...(happened.account !== undefined && { account: happened.account }),
  });
  return {
    payments: new Map(),
    charges: new Map(),
    refunds: new Map(),
    customers: new Map(),
    checkouts: new Map(),
    intentData: new Map(),
    events,
    nextId,
    now,
    eventOf,
    publish: (happened) => {
      events.push(eventOf(happened));
    },
  };
};
