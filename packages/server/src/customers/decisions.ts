import { pii } from '@touchline/core';
import type { Decision } from '@touchline/hub';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { cursorField, limitField } from '../endpoint/fields.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { json } from '../request/answer.ts';
import { cursorOf, placeOf } from '../request/cursor.ts';
import { timeText } from './customer-schemas.ts';
import { identifier } from './identifier.ts';
import {
  customerErrors,
  customerParameters,
  hubErrors,
  hubWriteErrors,
  jsonContent,
  nextCursorField,
  type ServedHub,
  tenantField,
  tenantOf,
} from './served-customers.ts';

const decision = z
  .object({
    id: z.string(),
    kind: z
      .enum(['merge', 'split', 'disregard', 'undo'])
      .describe(
        '`merge`: these are one. `split`: these are two. `disregard`: what events showed of two identifiers does not count. `undo`: an earlier decision does not count.',
      ),
    at: timeText('When it was made'),
    note: z
      .object({ by: z.string().meta(pii('identifier')), why: z.string().meta(pii('free_text')) })
      .optional()
      .describe('Absent once those whom it was about were erased.'),
    between: z.array(z.string()).describe('An id on either side; it leads to the customer as it is now.'),
    undoes: z.string().optional().describe('Of an undo: the decision that it takes back.'),
    isActive: z.boolean().describe('False once it was undone.'),
  })
  .meta({ id: 'CustomerDecision', description: 'What somebody decided about who is who.' });

const note = {
  why: z.string().min(1).max(1_000).meta(pii('free_text')).describe('Why; it is kept with the decision.'),
  by: z
    .string()
    .min(1)
    .max(256)
    .meta(pii('identifier'))
    .optional()
    .describe('Who decides. Default: the id of the key.'),
};

const mergeDraft = z.strictObject({
  with: z.string().min(1).max(64).describe('The id of the other customer.'),
  ...note,
});

const splitDraft = z.strictObject({
  identifiers: z
    .array(identifier)
    .min(1)
    .max(1_000)
    .describe('Those that are one customer from now on; the others are another.'),
  ...note,
});

const undoDraft = z.union([
  z.strictObject({ decision: z.string().min(1).max(64).describe('The id of the decision.'), ...note }),
  z.strictObject({
    evidence: z
      .array(identifier)
      .length(2)
      .describe('Two identifiers that events showed together; that counts no longer.'),
    ...note,
  }),
]);

const group = { tag: 'Customers', scope: 'customers:write', query: z.strictObject(tenantField) } as const;
const responses = {
  200: { description: 'It is decided, and durable.', content: jsonContent('CustomerDecision', decision) },
};

/** `POST /v1/customers/{id}/merge`, `…/split`, `GET /v1/identity/decisions`, `POST /v1/identity/undo`. */
export const decisionEndpoints = (hub: ServedHub): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      ...group,
      method: 'post',
      path: '/v1/customers/{id}/merge',
      operationId: 'mergeCustomers',
      summary: 'Merge two customers',
      description:
        'Decides that two are one. Nothing is lost and nothing moves: to undo the decision gives back both exactly.',
      parameters: customerParameters,
      body: {
        content: jsonContent('CustomerMerge', mergeDraft, {
          with: 'prs_4mF0aQeX2Yt7Lr9sVbC1dw',
          why: 'She said so on the phone.',
          by: 'agent-7',
        }),
      },
      responses,
      errors: [...customerErrors, ...hubWriteErrors, 'hub.decision_invalid'],
    },
    async ({ parameters: { id }, query, body, caller }) => {
      const tenant = tenantOf(caller, query);
      return json(decisionOf(await hub.customers.merge(id, body.with, { tenant, ...noteOf(body, caller) })));
    },
  ),
  defineEndpoint(
    {
      ...group,
      method: 'post',
      path: '/v1/customers/{id}/split',
      operationId: 'splitCustomer',
      summary: 'Split a customer',
      description:
        'Decides that one is two: these identifiers are one customer, its others another. It stays so whatever comes later; each has what came with its own identifiers.',
      parameters: customerParameters,
      body: {
        content: jsonContent('CustomerSplit', splitDraft, {
          identifiers: [{ namespace: 'phone', value: '+14155550123' }],
          why: 'The phone is her mother’s.',
          by: 'agent-7',
        }),
      },
      responses,
      errors: [...customerErrors, ...hubWriteErrors, 'hub.decision_invalid'],
    },
    async ({ parameters: { id }, query, body, caller }) => {
      const tenant = tenantOf(caller, query);
      const { identifiers } = body;
      return json(
        decisionOf(await hub.customers.split(id, identifiers, { tenant, ...noteOf(body, caller) })),
      );
    },
  ),
  defineEndpoint(
    {
      tag: 'Identity',
      scope: 'customers:read',
      method: 'get',
      path: '/v1/identity/decisions',
      operationId: 'listDecisions',
      summary: 'List decisions',
      description: 'All that was decided about who is who, oldest first.',
      query: z.strictObject({ ...tenantField, limit: limitField, cursor: cursorField.optional() }),
      responses: {
        200: {
          description: 'A page of decisions.',
          content: jsonContent(
            'CustomerDecisionPage',
            z.object({ decisions: z.array(decision), ...nextCursorField }),
          ),
        },
      },
      errors: hubErrors,
    },
    async ({ query: { tenant: asked, limit, cursor }, caller }) => {
      const tenant = tenantOf(caller, { tenant: asked });
      const list = ['decisions', tenant];
      const { items, cursor: next } = await hub.customers.decisions({
        tenant,
        limit,
        ...(cursor !== undefined && { cursor: placeOf(cursor, list) }),
      });
      return json({
        decisions: items.map(decisionOf),
        ...(next !== undefined && { nextCursor: cursorOf(next, list) }),
      });
    },
  ),
  defineEndpoint(
    {
      ...group,
      tag: 'Identity',
      method: 'post',
      path: '/v1/identity/undo',
      operationId: 'undoDecision',
      summary: 'Undo a decision or evidence',
      description:
        'Takes back a decision; or what events showed of two identifiers, which counts no longer until that is undone. Everything is then as if it had never been.',
      body: {
        content: jsonContent('CustomerUndo', undoDraft, {
          decision: 'dec_1',
          why: 'They are two after all.',
          by: 'agent-7',
        }),
      },
      responses,
      errors: [...hubWriteErrors, 'hub.decision_invalid', 'hub.decision_unknown'],
    },
    async ({ query, body, caller }) => {
      const what =
        'decision' in body
          ? { decision: body.decision }
          : { evidence: body.evidence as [(typeof body.evidence)[0], (typeof body.evidence)[0]] };
      const tenant = tenantOf(caller, query);
      return json(decisionOf(await hub.customers.undo(what, { tenant, ...noteOf(body, caller) })));
    },
  ),
];

const noteOf = (
  { by, why }: { readonly by?: string | undefined; readonly why: string },
  caller: Caller,
): { readonly by: string; readonly why: string } => ({ by: by ?? caller.id, why });

const decisionOf = ({ note, undoes, ...same }: Decision) => ({
  ...same,
  ...(note && { note }),
  ...(undoes !== undefined && { undoes }),
});
