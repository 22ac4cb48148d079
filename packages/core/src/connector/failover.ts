import { z } from 'zod';
import { type Clock, systemClock } from '../clock.ts';
import { TouchlineError, toTouchlineError } from '../errors/touchline-error.ts';
import { gatewayStatuses } from '../http/response-error.ts';
import type { ActionOptions, BoundAction, BoundActions, Idempotency } from './action.ts';
import type { Connector } from './connector.ts';
import { defaultMaxBodyBytes } from './receive-webhook.ts';

/** The actions that the first connector shares with all the others. */
export type SharedActions<Connectors extends readonly Connector[]> = Connectors extends readonly [
  infer First extends Connector,
  ...infer Rest extends readonly Connector[],
]
  ? Pick<First['actions'], keyof First['actions'] & SharedNames<Rest>>
  : never;

type SharedNames<Connectors extends readonly Connector[]> = Connectors extends readonly [
  infer First extends Connector,
  ...infer Rest extends readonly Connector[],
]
  ? keyof First['actions'] & SharedNames<Rest>
  : string;

/**
 * One connector made of several that can do the same, in order of preference: `failover([sendgrid(…), ses(…)])`.
 *
 * An action goes to the first; where it cannot be reached, is failing, asks to slow down or refuses the credentials, it
 * goes to the next. A rejection ends it, and so does an answer that never came, or came from a gateway before the vendor
 * (502, 504), unless the action only reads: the first vendor may have acted, and an idempotency key means nothing to the
 * second. A vendor that named a time to wait is passed over until then. Webhooks, polls, streams, checks and erasures stay
 * with the parts.
 *
 * @throws TouchlineError `connector.invalid` when they are not two connectors or more, or one of them comes twice, when
 *   they share no action, or share a name but not the contract.
 */
export const failover = <const Connectors extends readonly [Connector, Connector, ...Connector[]]>(
  connectors: Connectors,
  { clock = systemClock }: { readonly clock?: Clock } = {},
): Connector<SharedActions<Connectors> & BoundActions, keyof Connectors[0]['on'] & string> => {
  requireConnectors(connectors);
  const [first] = connectors;
  const id = `failover-${connectors.map((connector) => connector.id).join('-')}`;
  const names = Object.keys(first.actions).filter((name) =>
    connectors.every(({ actions }) => Object.hasOwn(actions, name)),
  );
  if (names.length === 0)
    throw new TouchlineError(
      'connector.invalid',
      `The connectors ${listOf(connectors)} have no action in common.`,
    );

  const blockedUntilMs = new Map<Connector, number>();
  const actions = Object.fromEntries(
    names.map((name) => [name, failoverAction(name, connectors, blockedUntilMs, clock)]),
  ) as unknown as SharedActions<Connectors> & BoundActions;

  return {
    id,
    title: connectors.map((connector) => connector.title).join(', else '),
    category: first.category,
    specVersion: 1,
    limits: {},
    configSchema: z.object({}),
    maxBodyBytes: defaultMaxBodyBytes,
    actions,
    on: first.on as never,
    close: async () => {
      await Promise.all(connectors.map((connector) => connector.close()));
    },
  };
};

/** What those are refused by whom no type holds back. */
const requireConnectors = (connectors: readonly unknown[]): void => {
  const refuse = (sentence: string): never => {
    throw new TouchlineError('connector.invalid', sentence);
  };
  if (!Array.isArray(connectors) || connectors.length < 2)
    refuse('failover takes a list of two connectors or more, in order of preference.');
  for (const [index, connector] of connectors.entries()) {
    const { id, actions } = (connector ?? {}) as Partial<Connector>;
    if (typeof id !== 'string' || typeof actions !== 'object' || actions === null)
      refuse(
        `Number ${index + 1} of failover is no connector; call what defineConnector gave with a config.`,
      );
    if (connectors.indexOf(connector) !== index) refuse(`failover was given the same ${id} twice.`);
  }
};

const failoverAction = (
  name: string,
  connectors: readonly Connector[],
  blockedUntilMs: Map<Connector, number>,
  clock: Clock,
): BoundAction<unknown, unknown> => {
  const parts = connectors.map((connector) => ({
    connector,
    action: connector.actions[name] as BoundAction<unknown, unknown>,
  }));
  const [{ action: preferred }] = parts as [(typeof parts)[number]];
  const stranger = parts.find(({ action }) => action.contract !== preferred.contract);
  if (stranger)
    throw new TouchlineError(
      'connector.invalid',
      `${stranger.connector.id} does not implement the same ${name} as the connector before it.`,
    );

  const run = async (input: unknown, options?: ActionOptions): Promise<unknown> => {
    const failures: TouchlineError[] = [];
    for (const { connector, action } of parts) {
      const waitMs = (blockedUntilMs.get(connector) ?? 0) - clock.now();
      if (waitMs > 0) {
        failures.push(
          new TouchlineError('http.rate_limited', `${connector.id} asked to wait.`, {
            connector: connector.id,
            retryAfterMs: waitMs,
          }),
        );
        continue;
      }
      try {
        return await action(input, options);
      } catch (thrown) {
        const error = toTouchlineError(thrown);
        if (!mayGoElsewhere(error, preferred) || isAborted(options)) throw error;
        if (error.retryAfterMs !== undefined) blockedUntilMs.set(connector, clock.now() + error.retryAfterMs);
        failures.push(error);
      }
    }
    throw soonest(failures);
  };
  return Object.assign(run, {
    contract: preferred.contract,
    idempotent: weakest(parts.map(({ action }) => action.idempotent)),
  });
};

const isAborted = (options: ActionOptions | undefined): boolean =>
  (typeof options?.signal === 'function' ? options.signal() : options?.signal)?.aborted ?? false;

const mayGoElsewhere = (
  { code, disposition, vendorStatus = 0 }: TouchlineError,
  { contract }: BoundAction,
): boolean => {
  const unanswered =
    code === 'http.timeout' ||
    code === 'http.interrupted' ||
    code === 'delivery.unexpected' ||
    gatewayStatuses.has(vendorStatus);
  if (unanswered && contract.effect !== 'read') return false;
  return disposition === 'retry' || disposition === 'reauthorize';
};

/** Of several failures, the one after which a new attempt makes sense first; refused credentials come last. */
const soonest = (failures: readonly TouchlineError[]): TouchlineError =>
  [...failures].sort((a, b) => waitOf(a) - waitOf(b))[0] as TouchlineError;

const waitOf = (error: TouchlineError): number =>
  error.disposition === 'reauthorize' ? Number.POSITIVE_INFINITY : (error.retryAfterMs ?? 0);

const strength: Readonly<Record<Idempotency, number>> = { natural: 2, key: 1, no: 0 };

/** Several vendors are never better than their weakest. */
const weakest = (all: readonly Idempotency[]): Idempotency =>
  [...all].sort((a, b) => strength[a] - strength[b])[0] as Idempotency;

const listOf = (connectors: readonly Connector[]): string =>
  connectors.map((connector) => connector.id).join(', ');
