import { createHash } from 'node:crypto';
import { pii } from '@touchline/core';
import { consentDraft } from '@touchline/hub';
import { z } from 'zod';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { type Answer, json } from '../request/answer.ts';
import type { IdempotencyKeys } from '../request/idempotency-keys.ts';
import { consentInShort, timeText } from './customer-schemas.ts';
import {
  customerErrors,
  customerOf,
  customerParameters,
  hubWriteErrors,
  jsonContent,
  type ServedHub,
  tenantField,
  tenantOf,
} from './served-customers.ts';

const statement = z
  .object({
    id: z.string(),
    purpose: z.string().describe('`*`: all.'),
    channel: z.string().describe('`*`: all.'),
    status: z.enum(['granted', 'withdrawn']),
    strength: z.enum(['implied', 'explicit', 'confirmed']),
    at: timeText('When it was said'),
    expiresAt: timeText('Until when it holds').optional(),
    source: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('event'), type: z.string(), source: z.string(), id: z.string() }),
        z.object({ kind: z.literal('recorded'), by: z.string().meta(pii('identifier')) }),
      ])
      .optional()
      .describe('The event that said so, or who recorded it.'),
    proof: z
      .record(z.string(), z.string().meta(pii('other')))
      .optional()
      .describe('What shows that it was said.'),
    policyVersion: z.string().optional(),
  })
  .meta({ id: 'ConsentStatement', description: 'What somebody granted or withdrew.' });

const standing = consentInShort.extend({
  regime: z.string().optional().describe('The law that decided; absent where the purpose is exempt.'),
  law: z
    .array(z.object({ article: z.string(), says: z.string(), url: z.string().optional() }))
    .describe('Where that is written.'),
  decisive: statement.optional().describe('The statement that decided, if one did.'),
});

const consents = z
  .object({
    region: z.string().meta(pii('location')).optional().describe('ISO 3166; absent where it is not known.'),
    standings: z
      .array(standing)
      .describe('How the customer stands now to all that something was said about.'),
    statements: z.array(statement).describe('All that was said, with what proves it, newest first.'),
  })
  .meta({ id: 'CustomerConsents', description: 'What a customer consented to.' });

const draft = consentDraft
  .extend({
    by: consentDraft.shape.by
      .optional()
      .describe('Who recorded it: `preference-centre`, the id of an agent. Default: the id of the key.'),
  })
  .meta({
    id: 'ConsentDraft',
    description:
      'What was granted or withdrawn, for a purpose and by a channel (default all), with what proves it. The same `id` again changes nothing.',
  });

const group = {
  tag: 'Customers',
  parameters: customerParameters,
  query: z.strictObject(tenantField),
} as const;

/** What the endpoints of consents work with. */
export interface ConsentEndpointOptions {
  readonly hub: ServedHub;
  readonly idempotencyKeys: IdempotencyKeys;
}

/** `GET` and `POST /v1/customers/{id}/consents`. */
export const customerConsentEndpoints = ({
  hub,
  idempotencyKeys,
}: ConsentEndpointOptions): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      ...group,
      method: 'get',
      path: '/v1/customers/{id}/consents',
      operationId: 'readCustomerConsents',
      scope: 'customers:read',
      summary: 'Read consents',
      description: 'How a customer stands now, with the law that says so, and all that was ever said.',
      responses: {
        200: { description: 'The consents.', content: jsonContent('CustomerConsents', consents) },
      },
      errors: customerErrors,
    },
    async ({ parameters: { id }, query, caller }) => {
      const tenant = tenantOf(caller, query);
      const { id: customer } = await customerOf(hub, tenant, id);
      const [{ region, standings }, statements] = await Promise.all([
        hub.consents.of(customer, { tenant }),
        hub.consents.history(customer, { tenant }),
      ]);
      return json({ region, standings, statements });
    },
  ),
  defineEndpoint(
    {
      ...group,
      method: 'post',
      path: '/v1/customers/{id}/consents',
      operationId: 'recordCustomerConsent',
      scope: 'customers:write',
      summary: 'Record a consent',
      description:
        'Adds to the ledger what a customer granted or withdrew. It holds from then on for every delivery, also of events that are replayed.',
      headers: z.object({
        'idempotency-key': z
          .string()
          .min(1)
          .max(255)
          .optional()
          .describe(
            'Makes repeating the request safe: a statement without an `id` gets one that is made of this key. Another request under the key is refused for a day.',
          ),
      }),
      body: {
        content: jsonContent('ConsentDraft', draft, {
          purpose: 'marketing',
          channel: 'email',
          status: 'granted',
          by: 'preference-centre',
          proof: { form: 'newsletter' },
        }),
      },
      responses: {
        201: { description: 'It is durable.', content: jsonContent('ConsentStatement', statement) },
      },
      errors: [...customerErrors, ...hubWriteErrors, 'hub.consent_invalid', 'request.idempotency_key_reused'],
    },
    async ({ parameters: { id }, query, body, headers, caller }) => {
      const tenant = tenantOf(caller, query);
      const { id: customer } = await customerOf(hub, tenant, id);
      const key = headers['idempotency-key'];
      const { by = caller.id, ...said } = body;
      const record = async (more: { readonly id?: string } = {}): Promise<Answer> =>
        json(await hub.consents.record(customer, { ...said, by, ...more }, { tenant }), 201);
      if (key === undefined) return record();
      return idempotencyKeys.use(
        { key: [caller.id, 'consents', customer, key], content: body },
        async (keep) => {
          const answer = await record(
            said.id === undefined ? { id: derivedId(caller.id, customer, key) } : {},
          );
          await keep();
          return answer;
        },
      );
    },
  ),
];

const derivedId = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
