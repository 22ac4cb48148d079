import { z } from 'zod';
import { cursorField, limitField } from '../endpoint/fields.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { json } from '../request/answer.ts';
import { cursorOf, placeOf } from '../request/cursor.ts';
import { timeText } from './customer-schemas.ts';
import {
  hubErrors,
  jsonContent,
  nextCursorField,
  type ServedHub,
  tenantField,
  tenantOf,
} from './served-customers.ts';

const audience = z
  .object({
    name: z.string(),
    description: z.string().optional(),
    members: z.int().describe('How many belong to it.'),
  })
  .meta({ id: 'Audience', description: 'Customers who belong together.' });

const member = z.object({
  customer: z.string().describe('The id of the customer.'),
  since: timeText('Since when'),
});

const group = { tag: 'Audiences', scope: 'customers:read' } as const;

/** `GET /v1/audiences` and `GET /v1/audiences/{name}/members`. */
export const audienceEndpoints = (hub: ServedHub): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      ...group,
      method: 'get',
      path: '/v1/audiences',
      operationId: 'listAudiences',
      summary: 'List audiences',
      description: 'All audiences, with how many belong to each.',
      query: z.strictObject(tenantField),
      responses: {
        200: {
          description: 'The audiences.',
          content: jsonContent('AudienceList', z.object({ audiences: z.array(audience) })),
        },
      },
      errors: hubErrors,
    },
    async ({ query, caller }) =>
      json({ audiences: await hub.audiences.list({ tenant: tenantOf(caller, query) }) }),
  ),
  defineEndpoint(
    {
      ...group,
      method: 'get',
      path: '/v1/audiences/{name}/members',
      operationId: 'listAudienceMembers',
      summary: 'List the members of an audience',
      description: 'Who belongs to an audience now.',
      parameters: z.object({ name: z.string().min(1).max(256).describe('The name of the audience.') }),
      query: z.strictObject({ ...tenantField, limit: limitField, cursor: cursorField.optional() }),
      responses: {
        200: {
          description: 'A page of members.',
          content: jsonContent(
            'AudienceMemberPage',
            z.object({ members: z.array(member), ...nextCursorField }),
          ),
        },
      },
      errors: [...hubErrors, 'hub.audience_unknown'],
    },
    async ({ parameters: { name }, query: { tenant: asked, limit, cursor }, caller }) => {
      const tenant = tenantOf(caller, { tenant: asked });
      const list = ['members', name, tenant];
      const { members, next } = await hub.audiences.members(name, {
        tenant,
        limit,
        ...(cursor !== undefined && { cursor: placeOf(cursor, list) }),
      });
      return json({
        members: members.map(({ personId, since }) => ({ customer: personId, since })),
        ...(next !== undefined && { nextCursor: cursorOf(next, list) }),
      });
    },
  ),
];
