import { type BoundAction, type Connector, TouchlineError, toTouchlineError } from '@touchline/core';
import { z } from 'zod';
import { type Caller, mayUse, unknownConnector } from '../auth/caller.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { json } from '../request/answer.ts';
import type { ServedRouter } from '../served-router.ts';
import type { LastChecks } from './last-checks.ts';

const anySchema = z.record(z.string(), z.unknown()).describe('A JSON Schema.');

const connectorDetails = z
  .object({
    name: z.string().describe('The name it is registered under.'),
    connector: z.string().describe("The vendor's id."),
    title: z.string(),
    category: z.string(),
    config: anySchema,
    actions: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        description: z.string(),
        effect: z.enum(['read', 'write', 'destructive']),
        idempotent: z.enum(['key', 'natural', 'no']),
        input: anySchema,
        output: anySchema,
      }),
    ),
    checks: z.boolean().describe('Whether its credentials can be checked.'),
  })
  .meta({ id: 'ConnectorDetails', description: 'A registered connector with its schemas.' });

const health = z
  .discriminatedUnion('healthy', [
    z.object({
      healthy: z.literal(true),
      account: z.string().optional().describe('Whose credentials they are, where the vendor tells.'),
    }),
    z.object({
      healthy: z.literal(false),
      error: z.object({ code: z.string(), message: z.string(), disposition: z.string() }),
    }),
  ])
  .meta({ id: 'ConnectorHealth', description: 'Whether a connector can work.' });

const parameters = z.object({
  connector: z.string().min(1).max(100).describe('The registered name of the connector.'),
});

/** `GET /v1/connectors/{connector}` and `POST /v1/connectors/{connector}/check`. */
export const connectorEndpoints = (
  router: ServedRouter,
  lastChecks: LastChecks,
): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      method: 'get',
      path: '/v1/connectors/{connector}',
      operationId: 'readConnector',
      tag: 'Topology',
      summary: 'Read a connector',
      description:
        'A registered connector with the schemas of its config and of what its actions take and answer.',
      scope: 'topology:read',
      parameters,
      responses: {
        200: {
          description: 'The connector.',
          content: { 'application/json': { schema: { name: 'ConnectorDetails', schema: connectorDetails } } },
        },
      },
      errors: ['connector.unknown'],
    },
    ({ parameters: { connector: name }, caller }) =>
      json(detailsOf(name, visibleConnector(router, caller, name))),
  ),
  defineEndpoint(
    {
      method: 'post',
      path: '/v1/connectors/{connector}/check',
      operationId: 'checkConnector',
      tag: 'Topology',
      summary: 'Check a connector',
      description: "Asks the vendor whether the connector's credentials are good. It changes nothing.",
      scope: 'operate',
      parameters,
      responses: {
        200: {
          description: 'Whether it can work.',
          content: { 'application/json': { schema: { name: 'ConnectorHealth', schema: health } } },
        },
      },
      errors: ['action.not_supported', 'connector.unknown'],
    },
    async ({ parameters: { connector: name }, caller, request }) => {
      const { check } = visibleConnector(router, caller, name);
      if (!check)
        throw new TouchlineError('action.not_supported', `The credentials of ${name} cannot be checked.`);
      try {
        const account = await check({ signal: request.signal });
        lastChecks.note(name);
        return json({ healthy: true, ...account });
      } catch (thrown) {
        const { code, message, disposition } = toTouchlineError(thrown);
        // Who hung up did not learn how it is.
        if (!request.signal.aborted) lastChecks.note(name, code);
        return json({ healthy: false, error: { code, message, disposition } });
      }
    },
  ),
];

/** What a caller may not use is not there for them. */
const visibleConnector = ({ connectors }: ServedRouter, caller: Caller, name: string): Connector => {
  const connector = Object.hasOwn(connectors, name) && mayUse(caller, name) ? connectors[name] : undefined;
  if (connector) return connector;
  throw unknownConnector();
};

const detailsOf = (name: string, { id, title, category, configSchema, actions, check }: Connector) => ({
  name,
  connector: id,
  title,
  category,
  config: schemaOf(configSchema, 'input'),
  actions: Object.entries(actions as Readonly<Record<string, BoundAction>>).map(
    ([action, { contract, idempotent }]) => ({
      name: action,
      title: contract.title,
      description: contract.description,
      effect: contract.effect,
      idempotent,
      input: schemaOf(contract.input, 'input'),
      output: schemaOf(contract.output, 'output'),
    }),
  ),
  checks: check !== undefined,
});

/** A config may take what JSON cannot hold, such as a function; that is left open. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): object =>
  z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
