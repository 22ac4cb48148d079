import { createHash } from 'node:crypto';
import {
  type ActionOptions,
  type BoundAction,
  createDryRun,
  type PlannedRequest,
  TouchlineError,
} from '@touchline/core';
import { type ActionEndpoint, actionEndpoints, actionScope } from '@touchline/openapi';
import { z } from 'zod';
import { type Caller, forbidden, mayUse, unknownConnector } from '../auth/caller.ts';
import type { Scope } from '../auth/scopes.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { type Answer, json } from '../request/answer.ts';
import type { IdempotencyKeys } from '../request/idempotency-keys.ts';
import type { ServedRouter } from '../served-router.ts';

/** What running actions needs. */
export interface ActionEndpointOptions {
  readonly router: ServedRouter;
  readonly idempotencyKeys: IdempotencyKeys;
}

/**
 * `POST /v1/connectors/{connector}/actions/{action}`, one endpoint for each action, as the documents have them, and one that
 * says what there is not.
 */
export const actionEndpointsOf = (options: ActionEndpointOptions): readonly ServerEndpoint[] => [
  ...actionEndpoints(options.router.connectors).map((endpoint) => runEndpoint(endpoint, options)),
  unknownAction(options.router),
];

const runEndpoint = (
  endpoint: ActionEndpoint,
  { router: { connectors }, idempotencyKeys }: ActionEndpointOptions,
): ServerEndpoint => {
  const { connector, action } = endpoint;
  const bound = connectors[connector]?.actions[action] as BoundAction<unknown, unknown>;
  return {
    ...endpoint,
    scope: actionScope as Scope,
    bodyReading: 'json',
    handle: async ({ body, headers, query, caller, request }) => {
      requireConnector(caller as Caller, connector);
      const { 'idempotency-key': key } = headers as { 'idempotency-key'?: string };
      const { dryRun } = query as { dryRun?: 'true' | 'false' };
      const options = {
        signal: request.signal,
        ...(key !== undefined && { idempotencyKey: keyOf(caller as Caller, connector, action, key) }),
      };
      if (dryRun === 'true') return json({ status: 'planned', requests: await plan(bound, body, options) });
      const run = async (): Promise<Answer> => json({ status: 'done', output: await bound(body, options) });
      if (key === undefined || !takes(bound, body)) return run();
      return idempotencyKeys.use(
        { key: [(caller as Caller).id, connector, action, key], content: body },
        async (keep) => {
          // Before it is sent: whether it was done or not, from then on the key stands for this.
          await keep();
          return run();
        },
      );
    },
  };
};

/** An input that is refused stands for nothing: it may be put right under its key. */
const takes = ({ contract }: BoundAction<unknown, unknown>, input: unknown): boolean => {
  try {
    return contract.input.safeParse(input).success;
  } catch {
    return false;
  }
};

/** What would be sent: up to the first request whose answer decides what comes next. */
const plan = async (
  action: BoundAction<unknown, unknown>,
  input: unknown,
  options: ActionOptions,
): Promise<readonly PlannedRequest[]> => {
  const { send, requests } = createDryRun();
  try {
    await action(input, { ...options, send });
  } catch (thrown) {
    // With a request in hand the error only says that nothing was sent.
    if (requests.length === 0) throw thrown;
  }
  return requests;
};

const requireConnector = (caller: Caller, connector: string): void => {
  if (!mayUse(caller, connector)) throw forbidden('This key may not run actions of this connector.');
};

/**
 * The key that the vendor gets: callers that share a connector must not meet in its keys. It has the form of a UUID
 * (version 8), which every vendor's header takes.
 */
const keyOf = ({ id }: Caller, connector: string, action: string, key: string): string => {
  const bytes = createHash('sha256')
    .update(JSON.stringify([id, connector, action, key]))
    .digest();
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
};

const unknownAction = ({ connectors }: ServedRouter): ServerEndpoint =>
  defineEndpoint(
    {
      method: 'post',
      path: '/v1/connectors/{connector}/actions/{action}',
      operationId: 'runAction',
      tag: 'Topology',
      summary: 'Run an action',
      scope: 'actions:run',
      parameters: z.object({ connector: z.string(), action: z.string() }),
      responses: {},
    },
    ({ parameters: { connector }, caller }) => {
      if (!Object.hasOwn(connectors, connector)) throw unknownConnector();
      requireConnector(caller, connector);
      const known = Object.keys(connectors[connector]?.actions ?? {}).join(', ') || 'none';
      throw new TouchlineError('action.unknown', `There is no such action; ${connector} has ${known}.`);
    },
  );
