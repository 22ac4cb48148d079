import type { ActionContract, BoundAction, Connector, ErrorCode } from '@touchline/core';
import { z } from 'zod';
import { pascalCase } from '../schema/component-name.ts';
import type { Endpoint } from './endpoint.ts';

/** Connectors by the names they are registered under. */
export type RegisteredConnectors = Readonly<Record<string, Pick<Connector, 'id' | 'title' | 'actions'>>>;

/** An action of a registered connector as an endpoint. */
export interface ActionEndpoint extends Endpoint {
  /** The name that the connector is registered under. */
  readonly connector: string;
  readonly action: string;
}

/** The scope that running an action needs. */
export const actionScope = 'actions:run';

/** A request that an action would have sent to its vendor. */
export const plannedRequest = z
  .object({
    method: z.string(),
    url: z.string().describe('Secrets in it are redacted.'),
    headers: z.record(z.string(), z.string()).describe('Credentials are redacted.'),
    body: z.string().optional(),
  })
  .meta({
    id: 'PlannedRequest',
    description: 'A request that was not sent: what the vendor would have got.',
  });

/** Each action of each connector as an endpoint, in the order in which they are registered. */
export const actionEndpoints = (connectors: RegisteredConnectors): readonly ActionEndpoint[] => {
  const names = contractNames(connectors);
  return Object.entries(connectors).flatMap(([name, { title, actions }]) =>
    Object.entries(actions as Readonly<Record<string, BoundAction>>).map(
      ([action, { contract, idempotent }]) =>
        endpointOf(name, title, action, contract, idempotent, names.get(contract) as string),
    ),
  );
};

const endpointOf = (
  connector: string,
  title: string,
  action: string,
  contract: ActionContract,
  idempotent: BoundAction['idempotent'],
  name: string,
): ActionEndpoint => ({
  connector,
  action,
  method: 'post',
  path: `/v1/connectors/${connector}/actions/${action}`,
  operationId: `${camelCase(connector)}${pascalCase(action)}`,
  tag: title,
  summary: contract.title,
  description: `${contract.description}\n\nEffect: ${contract.effect}. ${repetition[idempotent]}`,
  scope: actionScope,
  query: actionQuery,
  headers: actionHeaders,
  body: {
    content: {
      'application/json': {
        schema: { name: `${name}Input`, schema: contract.input },
        ...(contract.example !== undefined && { example: contract.example }),
      },
    },
  },
  responses: {
    200: {
      description: 'It is done; or, with `dryRun`, what would have been sent.',
      content: { 'application/json': { schema: { name: `${name}Result`, schema: resultOf(contract) } } },
    },
  },
  errors: actionErrors,
});

const repetition: Record<BoundAction['idempotent'], string> = {
  key: 'Repeating it with the same Idempotency-Key changes nothing.',
  natural: 'Doing it twice is the same as doing it once.',
  no: 'The vendor knows no idempotency key: doing it twice does it twice.',
};

const actionQuery = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .optional()
    .describe("Shows the vendor's request without sending it, when `true`."),
});

const actionHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'The same for every attempt at the same thing; with another input it is refused for a day. Default: a random one.',
    ),
});

/** One schema for each contract, so that a document names it once. */
const results = new WeakMap<ActionContract, z.ZodType>();

const resultOf = (contract: ActionContract): z.ZodType => {
  const known = results.get(contract);
  if (known) return known;
  const result = z.discriminatedUnion('status', [
    z.object({ status: z.literal('done'), output: contract.output }),
    z.object({ status: z.literal('planned'), requests: z.array(plannedRequest) }),
  ]);
  results.set(contract, result);
  return result;
};

/** The errors that any action may answer with. */
export const actionErrors: readonly ErrorCode[] = [
  'action.input_invalid',
  'action.not_supported',
  'action.output_invalid',
  'delivery.ambiguous',
  'delivery.unexpected',
  'http.aborted',
  'http.interrupted',
  'http.network',
  'http.rate_limited',
  'http.rejected',
  'http.response_invalid',
  'http.response_too_large',
  'http.server_error',
  'http.timeout',
  'http.unauthorized',
  'http.url_forbidden',
  'request.idempotency_key_reused',
];

/**
 * The names of contracts among the components. A contract that vendors share is named by itself; where two contracts have
 * the same name, each is named after its connector too.
 */
const contractNames = (connectors: RegisteredConnectors): ReadonlyMap<ActionContract, string> => {
  const owners = new Map<ActionContract, string>();
  for (const { id, actions } of Object.values(connectors))
    for (const { contract } of Object.values(actions as Readonly<Record<string, BoundAction>>))
      if (!owners.has(contract)) owners.set(contract, id);
  const holders = [...owners.keys()];
  return new Map(
    [...owners].map(([contract, owner]) => {
      const isShared = holders.some((other) => other !== contract && other.name === contract.name);
      return [
        contract,
        isShared ? `${pascalCase(owner)}${pascalCase(contract.name)}` : pascalCase(contract.name),
      ];
    }),
  );
};

const camelCase = (name: string): string => {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
};
