import { participant, pii } from '@touchline/core';
import { anyEvent } from '@touchline/openapi';
import { z } from 'zod';
import { cursorField, listOf, timeField, typesField } from '../endpoint/fields.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { json } from '../request/answer.ts';
import { cursorOf, placeOf } from '../request/cursor.ts';
import { timeText } from './customer-schemas.ts';
import {
  customerErrors,
  customerOf,
  customerParameters,
  defined,
  jsonContent,
  nextCursorField,
  type ServedHub,
  tenantField,
  tenantOf,
} from './served-customers.ts';

/** An event in its place. */
export const timelineEntry = z
  .object({
    id: z.string().describe('Tells the entries of one moment apart.'),
    at: timeText('The time of the event, unless that lies in the future'),
    channel: z.string().describe('`web`, `email`, `sms`, `voice`, …'),
    event: anyEvent,
    isClockSkewed: z.literal(true).optional().describe("The event's own time was not believed."),
  })
  .meta({ id: 'TimelineEntry', description: 'An event on the timeline of a customer.' });

const conversationItem = z
  .object({
    id: z.string(),
    at: timeText('When it happened'),
    kind: z.enum(['message', 'email', 'call', 'interaction', 'assistant']),
    channel: z.string(),
    direction: z.enum(['inbound', 'outbound']).describe('`inbound`: the customer to you.'),
    summary: z
      .string()
      .meta(pii('free_text'))
      .describe('The beginning of it, or what became of it; at most 280 characters.'),
    status: z
      .string()
      .optional()
      .describe('How far it came: `sent`, `delivered`, `read`, `failed`, `missed`, …'),
    from: z.string().meta(pii('name')).optional().describe('The name that the channel shows.'),
    isEdited: z.literal(true).optional(),
    isDeleted: z.literal(true).optional(),
    entries: z.array(z.string()).describe("The ids of the timeline's entries that tell of it."),
  })
  .meta({ id: 'ConversationItem', description: 'What somebody said: a message, an e-mail, a call.' });

const conversation = z
  .object({
    id: z.string(),
    startedAt: timeText('When it began'),
    lastAt: timeText('When something last happened in it'),
    status: z.enum(['open', 'closed']),
    closedFor: z.string().optional().describe("Why it was closed, in the vendor's words."),
    subject: z.string().meta(pii('free_text')).optional(),
    assignee: participant.optional(),
    teamId: z.string().optional(),
    channels: z.array(z.string()).describe('In the order in which they were first used.'),
    items: z.array(conversationItem).describe('Oldest first.'),
  })
  .meta({
    id: 'Conversation',
    description: 'Messages, e-mails and calls that belong together, over all channels.',
  });

const group = { tag: 'Customers', scope: 'customers:read', parameters: customerParameters } as const;

/** `GET /v1/customers/{id}/timeline` and `…/conversations`. */
export const customerTimelineEndpoints = (hub: ServedHub): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      ...group,
      method: 'get',
      path: '/v1/customers/{id}/timeline',
      operationId: 'readCustomerTimeline',
      summary: 'Read a timeline',
      description: 'What happened with a customer over all channels, newest first.',
      query: z.strictObject({
        ...tenantField,
        types: typesField.optional(),
        channels: z
          .string()
          .min(1)
          .max(1_024)
          .optional()
          .describe('Channels such as `email` and `voice`, joined by commas. Default: all.'),
        from: timeField('Happened at or after this time.').optional(),
        before: timeField('Happened before this time.').optional(),
        limit: z.int().min(1).max(500).default(50).describe('At most so many.'),
        cursor: cursorField.optional(),
      }),
      responses: {
        200: {
          description: 'A page of the timeline.',
          content: jsonContent(
            'TimelinePage',
            z.object({ entries: z.array(timelineEntry), ...nextCursorField }),
          ),
        },
      },
      errors: customerErrors,
    },
    async ({
      parameters: { id },
      query: { tenant: asked, limit, cursor, types, channels, ...range },
      caller,
    }) => {
      const tenant = tenantOf(caller, { tenant: asked });
      const { id: customer } = await customerOf(hub, tenant, id);
      const filter = defined({ types: listOf(types), channels: listOf(channels), ...range });
      // Without the customer: a merge changes its id, and moves nothing on its timeline.
      const list = ['timeline', tenant, filter];
      const { entries, next } = await hub.customers.timeline(customer, {
        ...filter,
        tenant,
        limit,
        ...(cursor !== undefined && { cursor: placeOf(cursor, list) }),
      });
      return json({ entries, ...(next !== undefined && { nextCursor: cursorOf(next, list) }) });
    },
  ),
  defineEndpoint(
    {
      ...group,
      method: 'get',
      path: '/v1/customers/{id}/conversations',
      operationId: 'readCustomerConversations',
      summary: 'Read conversations',
      description:
        'E-mails, chats and calls in one thread each, the conversation in which something happened last first.',
      query: z.strictObject({
        ...tenantField,
        limit: z.int().min(1).max(100).default(20).describe('At most so many.'),
        cursor: cursorField.optional(),
      }),
      responses: {
        200: {
          description: 'A page of conversations.',
          content: jsonContent(
            'ConversationPage',
            z.object({
              conversations: z.array(conversation),
              ...nextCursorField,
              isCutOff: z.literal(true).optional().describe('Only the latest 5,000 events were looked at.'),
            }),
          ),
        },
      },
      errors: customerErrors,
    },
    async ({ parameters: { id }, query: { tenant: asked, limit, cursor }, caller }) => {
      const tenant = tenantOf(caller, { tenant: asked });
      const list = ['conversations', tenant];
      const { next, ...page } = await hub.customers.conversations(id, {
        tenant,
        limit,
        ...(cursor !== undefined && { cursor: placeOf(cursor, list) }),
      });
      return json({ ...page, ...(next !== undefined && { nextCursor: cursorOf(next, list) }) });
    },
  ),
];
