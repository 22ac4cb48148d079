import type { z } from 'zod';
import type { CustomerRef } from '../values/customer-ref.ts';
import type { WebhookRequest } from '../webhook/webhook-request.ts';
import type { ActionContract, Bound, BoundActions, ImplementedActions } from './action.ts';
import type {
  CheckReport,
  ConnectorCategory,
  ConnectorEnvironment,
  ConnectorLimits,
  ErasureReceipt,
} from './connector-definition.ts';
import type { Received, ReceiveOptions } from './inbound.ts';
import type { Reaction } from './reaction.ts';
import type { BoundPoll, BoundStream } from './sources.ts';

/** What is known of a connector before it is configured. */
export interface ConnectorInfo<Id extends string = string> {
  readonly id: Id;
  readonly title: string;
  readonly category: ConnectorCategory;
  readonly specVersion: 1;
  readonly limits: ConnectorLimits;
  readonly configSchema: z.ZodObject;
}

/**
 * A configured connector: one vendor account. Its parts stand by themselves, so it works with a router or without:
 * `await connector.actions.sendMessage({ … })`.
 */
export interface Connector<
  Actions extends BoundActions = BoundActions,
  Handled extends string = string,
  Id extends string = string,
> extends ConnectorInfo<Id> {
  readonly actions: Actions;
  /** The default reactions, by event type. */
  readonly on: { readonly [Type in Handled]: Reaction<never, never> };
  /** The largest webhook body taken, in bytes. */
  readonly maxBodyBytes: number;
  /**
   * Verifies a webhook and maps it. Nothing is stored; answer with `reply` once the events are.
   *
   * @throws TouchlineError `webhook.*` when the request is not to be trusted or cannot be read, `delivery.unexpected` when
   *   the connector stumbles before it is verified; an authentic item that cannot be understood does not throw, it is in
   *   `failed`.
   */
  readonly receive?: (request: WebhookRequest, options?: ReceiveOptions) => Promise<Received>;
  readonly poll?: BoundPoll;
  readonly stream?: BoundStream;
  /** Are the credentials good? Rejects when they are not. */
  readonly check?: (options?: { readonly signal?: AbortSignal }) => Promise<CheckReport>;
  /** Forgets a person. @throws TouchlineError `action.input_invalid` when the customer is invalid. */
  readonly erase?: (
    customer: CustomerRef,
    options?: { readonly signal?: AbortSignal },
  ) => Promise<ErasureReceipt>;
  /** Closes the connections that are kept open, once what is under way has ended. */
  readonly close: () => Promise<void>;
}

/** What `defineConnector` gives: call it with a config to get a {@link Connector}. */
export interface ConnectorFactory<
  Config extends z.ZodObject = z.ZodObject,
  Actions extends ImplementedActions = ImplementedActions,
  Handled extends string = string,
  Id extends string = string,
> extends ConnectorInfo<Id> {
  /** @throws TouchlineError `config.invalid`, naming the fields and never a value. */
  (config: z.input<Config>, environment?: ConnectorEnvironment): Connector<Bound<Actions>, Handled, Id>;
  /** The contracts of its actions, by name. */
  readonly contracts: { readonly [Name in keyof Actions & string]: ActionContract };
  /** The types of the events it reacts to by default. */
  readonly handles: readonly Handled[];
}
