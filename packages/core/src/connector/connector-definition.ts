import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { EventMap, EventOf } from '../event/envelope.ts';
import type { HttpClientOptions } from '../http/index.ts';
import type { CustomerRef } from '../values/customer-ref.ts';
import type { ConnectorContext, Implement, ImplementedActions } from './action.ts';
import type { connectorCategories } from './definition-schema.ts';
import type { Inbound } from './inbound.ts';
import type { DefaultReaction } from './reaction.ts';
import type { Poll, Stream } from './sources.ts';

/** The kinds of system that connectors speak to. */
export type ConnectorCategory = (typeof connectorCategories)[number];

/** What a vendor allows: data, not prose. The router keeps to it. */
export interface ConnectorLimits {
  /** The most requests under way at once. */
  readonly maxConcurrency?: number;
  /** The most requests in any window of so many milliseconds. */
  readonly rate?: { readonly requests: number; readonly perMs: number };
  /** The vendor gives a webhook up when it is not answered within this time, in milliseconds. */
  readonly webhookTimeoutMs?: number;
}

/** What a good check found. */
export interface CheckReport {
  /** Whose credentials they are: an account's name or id. */
  readonly account?: string;
}

/** What a vendor did to forget a person. */
export interface ErasureReceipt {
  /** `requested` when the vendor erases later. */
  readonly status: 'erased' | 'requested' | 'not_found';
  /** The vendor's reference for it, where it gives one. */
  readonly reference?: string;
}

/** What surrounds a configured connector; a test or a simulation passes its own. */
export interface ConnectorEnvironment {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Overrides parts of the HTTP client. */
  readonly http?: Partial<HttpClientOptions>;
}

/** The part of the HTTP client's options that a connector sets. */
export type ConnectorHttpOptions = Omit<HttpClientOptions, 'clock' | 'connector'>;

/**
 * A connector: one vendor, as data. A capability is the presence of a key; there is none that throws "not supported".
 */
export interface ConnectorDefinition<
  Events extends EventMap,
  Id extends string,
  Config extends z.ZodObject,
  Payload extends z.ZodType,
  Actions extends ImplementedActions,
  Handled extends keyof Events & string,
> {
  /** The vendor's name in lower case, with dashes: `stripe`. It stands in the source of every event. */
  readonly id: Id;
  /** The vendor's name as people write it: `Stripe`. */
  readonly title: string;
  readonly category: ConnectorCategory;
  /** The version of this contract that the connector is written for. */
  readonly specVersion: 1;
  /** The schema of the config. Unknown keys are refused, within it as its own objects say; credentials are `secret()`. */
  readonly config: Config;
  readonly limits?: ConnectorLimits;
  /** The HTTP client of `context.http`: base URL, credentials, how the vendor's errors read. Evaluated once per instance. */
  readonly http?: (config: z.output<Config>) => ConnectorHttpOptions;
  /** Webhooks. */
  readonly inbound?: Inbound<Events, z.output<Config>, Payload>;
  readonly poll?: Poll<Events, z.output<Config>>;
  readonly stream?: Stream<Events, z.output<Config>>;
  /** What the vendor can do: a category's contracts, and its own. */
  readonly actions?: (implement: Implement<z.output<Config>>) => Actions;
  /** What to do by default when an event happens. Pure. */
  readonly on?: {
    readonly [Type in Handled]: DefaultReaction<EventOf<Events, Type>, NoInfer<Actions>, z.output<Config>>;
  };
  /** Are the credentials good? Throws when they are not. */
  readonly check?: (context: ConnectorContext<z.output<Config>>) => Promise<CheckReport>;
  /** Forgets a person. Without it the connector is listed as one that cannot. */
  readonly erase?: (
    customer: CustomerRef,
    context: ConnectorContext<z.output<Config>>,
  ) => Promise<ErasureReceipt>;
  /**
   * Ends what the connector opened besides `http`, such as a pool of SMTP connections: lets what is under way end, then closes.
   * It is called once, before the HTTP client is closed. What belongs to one instance is found by its config, an object of its own.
   */
  readonly close?: (context: Omit<ConnectorContext<z.output<Config>>, 'signal'>) => void | Promise<void>;
}
