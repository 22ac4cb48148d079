import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { TouchlineError } from '../errors/touchline-error.ts';
import type { EventMap } from '../event/envelope.ts';
import type { EventCatalogue } from '../event/event-catalogue.ts';
import { createHttpClient } from '../http/index.ts';
import type { CustomerRef } from '../values/customer-ref.ts';
import type { WebhookRequest } from '../webhook/webhook-request.ts';
import type { Implement, ImplementedAction, ImplementedActions } from './action.ts';
import { bindAction } from './bind-action.ts';
import type { Connector, ConnectorFactory, ConnectorInfo } from './connector.ts';
import { parseConfig } from './connector-config.ts';
import type { ConnectorDefinition, ConnectorEnvironment } from './connector-definition.ts';
import type { MapTools, ReceiveOptions } from './inbound.ts';
import type { ReactionResult } from './reaction.ts';
import { defaultMaxBodyBytes, receiveWebhook, toEnvelopes } from './receive-webhook.ts';
import type { BoundPoll, BoundStream } from './sources.ts';

/**
 * Defines a connector. Everything is inferred: `config` types every callback, `actions` types `call` in `on`, and the
 * event map types the reactions; a misspelt event type or a wrong action input does not compile.
 *
 * @throws TouchlineError `connector.invalid` with one sentence that says what to change.
 */
export type DefineConnector<Events extends EventMap> = <
  const Id extends string,
  Config extends z.ZodObject,
  Payload extends z.ZodType = z.ZodUnknown,
  // biome-ignore lint/complexity/noBannedTypes: no actions is exactly the empty object.
  Actions extends ImplementedActions = {},
  Handled extends keyof Events & string = never,
>(
  definition: ConnectorDefinition<Events, Id, Config, Payload, Actions, Handled>,
) => ConnectorFactory<Config, Actions, Handled, Id>;

// biome-ignore lint/suspicious/noExplicitAny: what the definition's type parameters promised is erased here.
type AnyDefinition = ConnectorDefinition<any, string, z.ZodObject, z.ZodType, ImplementedActions, string>;

// biome-ignore lint/suspicious/noExplicitAny: as above.
type AnyReaction = (event: any, tools: any) => ReactionResult;

/** The `defineConnector` of a catalogue of events. */
export const connectorDefiner = <Events extends EventMap>(
  catalogue: EventCatalogue<Events>,
): DefineConnector<Events> =>
  ((definition: AnyDefinition) =>
    define(catalogue as EventCatalogue, definition)) as unknown as DefineConnector<Events>;

const implement: Implement<unknown> = (contract, how) =>
  ({ contract, implementation: typeof how === 'function' ? { run: how } : how }) as never;

const define = (catalogue: EventCatalogue, definition: AnyDefinition): ConnectorFactory => {
  const implemented: ImplementedActions = definition.actions?.(implement as Implement<never>) ?? {};
  assertDefinition(catalogue, definition, implemented);
  const info: ConnectorInfo = {
    id: definition.id,
    title: definition.title,
    category: definition.category,
    specVersion: 1,
    limits: definition.limits ?? {},
    configSchema: definition.config.strict(),
  };
  const create = (input: unknown, environment: ConnectorEnvironment = {}): Connector =>
    configure(
      catalogue,
      definition,
      info,
      implemented,
      parseConfig(info.id, info.configSchema, input),
      environment,
    );
  return Object.assign(create, info, {
    contracts: mapValues(implemented, ({ contract }) => contract),
    handles: Object.keys(definition.on ?? {}),
  }) as unknown as ConnectorFactory;
};

const configure = (
  catalogue: EventCatalogue,
  definition: AnyDefinition,
  info: ConnectorInfo,
  implemented: ImplementedActions,
  config: Record<string, unknown>,
  { clock = systemClock, http: httpOverrides }: ConnectorEnvironment,
): Connector => {
  const { id } = info;
  const { inbound, poll, stream, check, erase } = definition;
  const http = createHttpClient({ ...definition.http?.(config), ...httpOverrides, connector: id, clock });
  const base = { config, http, clock };
  const withSignal = (signal: AbortSignal = new AbortController().signal) => ({ ...base, signal });

  return {
    ...info,
    actions: mapValues(implemented, (action: ImplementedAction) => bindAction(id, action, base)),
    on: mapValues(definition.on ?? {}, withConfig),
    maxBodyBytes: inbound?.maxBodyBytes ?? defaultMaxBodyBytes,
    close: () => http.close(),
    ...(inbound && {
      receive: (request: WebhookRequest, options?: ReceiveOptions) =>
        receiveWebhook(id, inbound, catalogue, request, base, options),
    }),
    ...(poll && { poll: bindPoll() }),
    ...(stream && { stream: bindStream() }),
    ...(check && { check: async (options) => check(withSignal(options?.signal)) }),
    ...(erase && {
      erase: async (customer: CustomerRef, options) => erase(customer, withSignal(options?.signal)),
    }),
  } satisfies Connector;

  function withConfig(reaction: AnyReaction): AnyReaction {
    return (event, tools) => reaction(event, { ...tools, config });
  }
  function bindPoll(): BoundPoll {
    return {
      everyMs: poll?.everyMs ?? 0,
      async ask(cursor, signal) {
        const result = await (poll as NonNullable<typeof poll>).ask(cursor, {
          ...withSignal(signal),
          ...mapTools,
        });
        return {
          ...toEnvelopes(id, catalogue, result.events),
          cursor: result.cursor,
          more: result.more ?? false,
        };
      },
    };
  }
  function bindStream(): BoundStream {
    return (emit, signal) =>
      (stream as NonNullable<typeof stream>)({ ...withSignal(signal), ...mapTools }, async (results) => {
        const { events, ignored } = toEnvelopes(id, catalogue, results);
        await emit(events, ignored);
      });
  }
};

const mapTools: MapTools<EventMap> = {
  event: (type, draft) => ({ type, draft }),
  ignore: (kind) => ({ ignored: kind.slice(0, 200) }),
};

const assertDefinition = (
  catalogue: EventCatalogue,
  definition: AnyDefinition,
  actions: ImplementedActions,
): void => {
  const refuse = (sentence: string): never => {
    throw new TouchlineError('connector.invalid', sentence, { connector: String(definition.id) });
  };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(definition.id))
    refuse(`Connector id "${definition.id}" must be lower-case words joined by dashes, such as acme-ledger.`);
  if (definition.specVersion !== 1)
    refuse(
      `Connector ${definition.id} is written for version ${String(definition.specVersion)} of the contract; this is version 1.`,
    );
  if (!(definition.config instanceof z.ZodObject))
    refuse(`The config of connector ${definition.id} must be a z.object.`);
  for (const [name, { contract }] of Object.entries(actions))
    if (contract.name !== name)
      refuse(
        `Connector ${definition.id} has the action ${contract.name} under the key ${name}; the two must be equal.`,
      );
  for (const type of Object.keys(definition.on ?? {}))
    if (!catalogue.has(type))
      refuse(`Connector ${definition.id} reacts to "${type}", which is no event of the catalogue.`);
  if ((definition.poll?.everyMs ?? 1) <= 0)
    refuse(`The poll of connector ${definition.id} needs everyMs above 0.`);
};

const mapValues = <Value, Mapped>(
  record: { readonly [key: string]: Value },
  map: (value: Value) => Mapped,
): { [key: string]: Mapped } =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
