import { pii } from '@touchline/core';
import { personRules } from '@touchline/hub';
import { z } from 'zod';
import { cursorField, limitField } from '../endpoint/fields.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { json } from '../request/answer.ts';
import { cursorOf, placeOf } from '../request/cursor.ts';
import { isolation, timeText } from './customer-schemas.ts';
import {
  customerErrors,
  customerOf,
  customerParameters,
  defined,
  hubErrors,
  jsonContent,
  nextCursorField,
  type ServedHub,
  tenantField,
  tenantOf,
} from './served-customers.ts';

const known = z.object({ namespace: z.string(), value: z.string().meta(pii('identifier')) });

const evidence = {
  between: z.array(known).length(2).describe('The two identifiers.'),
  at: timeText('When the event happened'),
  source: z.string().describe('Its source.'),
  event: z
    .string()
    .describe(
      'Its id; where that could be made of an address, the pseudonym by which a sealed log finds it.',
    ),
  refused: z.string().optional().describe('Why it joins nobody, where it does not: `limit:email`, `split`.'),
};

const shownEvidence = z.object(evidence).meta({
  id: 'CustomerEvidence',
  description: "The earliest event that showed two identifiers to be one person's.",
});

const refusal = z
  .discriminatedUnion('kind', [
    z
      .object({
        kind: z.literal('evidence'),
        ...evidence,
        customers: z.array(z.string()).length(2).describe('The ids of the two who stay apart.'),
      })
      .meta({
        id: 'RefusedEvidence',
        description: 'Two identifiers that an event named together stay apart.',
      }),
    z
      .object({
        kind: z.literal('identifier'),
        reason: isolation,
        identifier: known,
        customer: z.string().describe('The id of the customer who has it.'),
      })
      .meta({ id: 'RefusedIdentifier', description: 'An identifier is nobody’s in particular.' }),
  ])
  .meta({ id: 'IdentityRefusal', description: 'What was seen and joins nobody.' });

const preview = z
  .object({
    customers: z.object({ before: z.int(), after: z.int() }).describe('How many there are, and would be.'),
    merged: z.int().describe('How many would come of several of now.'),
    merges: z
      .array(z.object({ customer: z.string(), of: z.array(z.string()) }))
      .describe('The first hundred, each with those that it would come of.'),
    split: z.int().describe('How many of now would fall apart.'),
    splits: z
      .array(z.object({ customer: z.string(), into: z.array(z.string()) }))
      .describe('The first hundred, each with those that would come of it.'),
  })
  .meta({ id: 'IdentityPreview', description: 'What other rules would do to the customers that there are.' });

const group = { scope: 'customers:read' } as const;

/** `GET /v1/customers/{id}/evidence`, `GET /v1/identity/refusals`, `POST /v1/identity/preview`. */
export const evidenceEndpoints = (hub: ServedHub): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      ...group,
      tag: 'Customers',
      method: 'get',
      path: '/v1/customers/{id}/evidence',
      operationId: 'readCustomerEvidence',
      summary: 'Read why somebody is one customer',
      description:
        'The events that showed the identifiers of a customer to be one person’s, and those that were refused; the first thousand.',
      parameters: customerParameters,
      query: z.strictObject(tenantField),
      responses: {
        200: {
          description: 'The evidence, oldest first.',
          content: jsonContent('CustomerEvidenceList', z.object({ evidence: z.array(shownEvidence) })),
        },
      },
      errors: customerErrors,
    },
    async ({ parameters: { id }, query, caller }) => {
      const tenant = tenantOf(caller, query);
      const customer = await customerOf(hub, tenant, id);
      return json({ evidence: await hub.customers.evidence(customer.id, { tenant }) });
    },
  ),
  defineEndpoint(
    {
      ...group,
      tag: 'Identity',
      method: 'get',
      path: '/v1/identity/refusals',
      operationId: 'listRefusals',
      summary: 'List what joins nobody',
      description:
        'Evidence that was refused, because it would break a limit or a decision, and identifiers that are nobody’s in particular. A page may be shorter than its limit, or empty: the list ends where there is no `nextCursor`.',
      query: z.strictObject({ ...tenantField, limit: limitField, cursor: cursorField.optional() }),
      responses: {
        200: {
          description: 'A page of refusals.',
          content: jsonContent(
            'IdentityRefusalPage',
            z.object({ refusals: z.array(refusal), ...nextCursorField }),
          ),
        },
      },
      errors: hubErrors,
    },
    async ({ query: { tenant: asked, limit, cursor }, caller }) => {
      const tenant = tenantOf(caller, { tenant: asked });
      const list = ['refusals', tenant];
      const { items, cursor: next } = await hub.customers.refusals({
        tenant,
        limit,
        ...(cursor !== undefined && { cursor: placeOf(cursor, list) }),
      });
      return json({ refusals: items, ...(next !== undefined && { nextCursor: cursorOf(next, list) }) });
    },
  ),
  defineEndpoint(
    {
      ...group,
      tag: 'Identity',
      method: 'post',
      path: '/v1/identity/preview',
      operationId: 'previewIdentityRules',
      summary: 'Preview other rules',
      description:
        'What other rules of identity would do, before they are made. It reads everything, which takes about a second for every 50,000 identifiers, and changes nothing.',
      query: z.strictObject(tenantField),
      body: { content: jsonContent('IdentityRules', personRules, { limits: { phone: 2 }, mostOwners: 3 }) },
      responses: {
        200: { description: 'What would change.', content: jsonContent('IdentityPreview', preview) },
      },
      errors: hubErrors,
    },
    async ({ body, query, caller }) =>
      json(await hub.customers.preview(defined(body), { tenant: tenantOf(caller, query) })),
  ),
];
