import type { z } from 'zod';
import { systemClock } from '../clock.ts';
import { readOrRefuse } from '../errors/read-or-refuse.ts';
import { kindOf, TouchlineError } from '../errors/touchline-error.ts';
import type { EventMap } from '../event/envelope.ts';
import type { EventCatalogue } from '../event/event-catalogue.ts';
import { createHttpClient } from '../http/index.ts';
import { Secret } from '../privacy/secret.ts';
import { customerRef } from '../values/customer-ref.ts';
import type { WebhookRequest } from '../webhook/webhook-request.ts';
import type { Implement, ImplementedAction, ImplementedActions } from './action.ts';
import { bindAction } from './bind-action.ts';
import { bindPoll, bindStream } from './bind-sources.ts';
import { neverAborted } from './bound-context.ts';
import { checkDefinition } from './check-definition.ts';
import type { Connector, ConnectorFactory, ConnectorInfo } from './connector.ts';
import { parseConfig } from './connector-config.ts';
import type {
  ConnectorDefinition,
  ConnectorEnvironment,
  ConnectorHttpOptions,
} from './connector-definition.ts';
import type { ReceiveOptions } from './inbound.ts';
import type { ReactionResult } from './reaction.ts';
import { defaultMaxBodyBytes, receiveWebhook } from './receive-webhook.ts';
import { checkReport, erasureReceipt, inFamily, runPart } from './run-part.ts';

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
  const implemented = checkDefinition(definition, implement as Implement<never>, catalogue);
  const info: ConnectorInfo = {
    id: definition.id,
    title: definition.title,
    category: definition.category,
    specVersion: 1,
    limits: definition.limits ?? {},
    configSchema: definition.config.strict(),
  };
  const create = (input: unknown, environment?: ConnectorEnvironment): Connector =>
    configure(
      catalogue,
      definition,
      info,
      implemented,
      parseConfig(info.id, info.configSchema, input),
      environment ?? {},
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
  const { inbound, poll, stream, check, erase, close } = definition;
  const httpOptions = { ...httpOptionsOf(definition, config), ...httpOverrides };
  const http = createHttpClient({
    ...httpOptions,
    // A vendor may echo any of them, also those that no request carries.
    secrets: [...(httpOptions.secrets ?? []), ...secretsWithin(config)],
    connector: id,
    clock,
  });
  const base = { config, http, clock };
  const context = (signal: AbortSignal = neverAborted) => ({ ...base, signal });
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    try {
      await inFamily({ connector: id }, async () => close?.(base));
    } finally {
      await http.close();
    }
  };

  return {
    ...info,
    actions: mapValues(implemented, (action: ImplementedAction) =>
      bindAction(id, action, base, { speaksHttp: definition.http !== undefined }),
    ),
    on: mapValues(definition.on ?? {}, withConfig),
    maxBodyBytes: inbound?.maxBodyBytes ?? defaultMaxBodyBytes,
    close: () => {
      closing ??= closeAll();
      return closing;
    },
    ...(inbound && {
      receive: (request: WebhookRequest, options?: ReceiveOptions) =>
        receiveWebhook(id, inbound, catalogue, request, base, options),
    }),
    ...(poll && { poll: bindPoll(poll, { connector: id, catalogue, context }) }),
    ...(stream && { stream: bindStream(stream, { connector: id, catalogue, context }) }),
    ...(check && {
      check: (options) => runPart(id, 'check', checkReport, () => check(context(options?.signal))),
    }),
    ...(erase && {
      erase: async (customer, options) => {
        const person = readOrRefuse((value) => customerRef.safeParse(value), customer, {
          code: 'action.input_invalid',
          subject: 'Customer to erase',
          connector: id,
        });
        return runPart(id, 'erase', erasureReceipt, () => erase(person, context(options?.signal)));
      },
    }),
  } satisfies Connector;

  function withConfig(reaction: AnyReaction): AnyReaction {
    return (event, tools) => reaction(event, { ...tools, config });
  }
};

/** The sealed secrets of a config, wherever they stand in it; an object of a class of its own is not looked into. */
const secretsWithin = (value: unknown, seen = new Set<object>()): readonly Secret[] => {
  if (value instanceof Secret) return [value];
  if (typeof value !== 'object' || value === null || seen.has(value)) return [];
  const prototype = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return [];
  seen.add(value);
  return Object.values(value).flatMap((member) => secretsWithin(member, seen));
};

/** What it throws is not told: it was made with the config, whose secrets it may quote. */
const httpOptionsOf = (
  { id, http }: AnyDefinition,
  config: Record<string, unknown>,
): ConnectorHttpOptions | undefined => {
  let options: ConnectorHttpOptions | undefined;
  try {
    options = http?.(config);
  } catch (thrown) {
    if (TouchlineError.isInstance(thrown)) throw thrown;
    throw new TouchlineError('connector.invalid', `The http of connector ${id} threw a ${kindOf(thrown)}.`, {
      connector: id,
    });
  }
  if (!(options instanceof Promise)) return options;
  throw new TouchlineError(
    'connector.invalid',
    `The http of connector ${id} must not wait; what has to be fetched, such as a token, is given as a function in headers.`,
    { connector: id },
  );
};

const mapValues = <Value, Mapped>(
  record: { readonly [key: string]: Value },
  map: (value: Value) => Mapped,
): { [key: string]: Mapped } =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
