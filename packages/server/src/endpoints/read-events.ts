import { type ReadRange, type StoredEvent, TouchlineError } from '@touchline/core';
import { anyEvent } from '@touchline/openapi';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { seesEvent } from '../auth/tenancy.ts';
import { cursorField, isoOf, limitField, listOf, timeField, typesField } from '../endpoint/fields.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { json } from '../request/answer.ts';
import { cursorOf, placeOf } from '../request/cursor.ts';
import type { ServedRouter } from '../served-router.ts';

const storedEvent = z
  .object({
    position: z.int().positive().describe('Its place in the log.'),
    storedAt: z.string().describe('When it was stored: RFC 3339.'),
    event: anyEvent,
  })
  .meta({ id: 'StoredEvent', description: 'An event with its place in the log.' });

/** The filters that reading and streaming share. */
export const eventFilter = {
  types: typesField.optional(),
  source: z.string().min(1).max(1_024).optional().describe('Exactly this source.'),
  subject: z.string().min(1).max(4_096).optional().describe('Exactly this subject.'),
  partitionkey: z.string().min(1).max(4_096).optional().describe('Exactly this partition key.'),
};

/** `GET /v1/events` and `GET /v1/events/{id}`. */
export const readEndpoints = (router: ServedRouter): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      method: 'get',
      path: '/v1/events',
      operationId: 'listEvents',
      tag: 'Events',
      summary: 'Read the log',
      description:
        'Stored events in the order of the log. A page may be shorter than its limit, or empty: the list ends where there is no `nextCursor`.',
      scope: 'events:read',
      query: z.strictObject({
        ...eventFilter,
        from: timeField('Stored at or after this time.').optional(),
        before: timeField('Stored before this time.').optional(),
        limit: limitField,
        cursor: cursorField.optional(),
      }),
      responses: {
        200: {
          description: 'A page of events.',
          content: {
            'application/json': {
              schema: {
                name: 'EventPage',
                schema: z.object({
                  events: z.array(storedEvent),
                  nextCursor: z.string().optional().describe('Where the next page begins.'),
                }),
              },
            },
          },
        },
      },
      errors: ['log.closed', 'log.failed'],
    },
    async ({ query: { limit, cursor, ...filter }, caller }) => {
      const list = [filter, caller.tenantId ?? null];
      const fromPosition = cursor === undefined ? undefined : positionOf(cursor, list);
      const { events, nextPosition } = await readVisibleEvents(
        router,
        caller,
        rangeOf(filter),
        fromPosition,
        limit,
      );
      return json({
        events: events.map(({ position, storedAtMs, event }) => ({
          position,
          storedAt: isoOf(storedAtMs),
          event,
        })),
        ...(nextPosition !== undefined && { nextCursor: cursorOf(String(nextPosition), list) }),
      });
    },
  ),
  defineEndpoint(
    {
      method: 'get',
      path: '/v1/events/{id}',
      operationId: 'readEvent',
      tag: 'Events',
      summary: 'Read one event',
      description: 'An event by its source and id, which together identify it for ever.',
      scope: 'events:read',
      parameters: z.object({ id: z.string().min(1).max(1_024).describe('The id of the event.') }),
      query: z.strictObject({ source: z.string().min(1).max(1_024).describe('The source of the event.') }),
      responses: {
        200: {
          description: 'The event.',
          content: { 'application/json': { schema: { name: 'StoredEvent', schema: storedEvent } } },
        },
      },
      errors: ['event.unknown', 'log.closed', 'log.failed'],
    },
    async ({ parameters: { id }, query: { source }, caller }) => {
      for await (const { position, storedAtMs, event } of router.read({ source, id, limit: 1 }))
        if (seesEvent(caller, event)) return json({ position, storedAt: isoOf(storedAtMs), event });
      throw new TouchlineError('event.unknown', 'The log holds no event of this source and id.');
    },
  ),
];

/** What the log is asked, of a filter in a query. */
export const rangeOf = (filter: {
  readonly types?: string | undefined;
  readonly source?: string | undefined;
  readonly subject?: string | undefined;
  readonly partitionkey?: string | undefined;
  readonly from?: string | undefined;
  readonly before?: string | undefined;
}): ReadRange => {
  const { types, source, subject, partitionkey, from, before } = filter;
  const patterns = listOf(types);
  return {
    ...(patterns && { types: patterns }),
    ...(source !== undefined && { source }),
    ...(subject !== undefined && { subject }),
    ...(partitionkey !== undefined && { partitionkey }),
    ...(from !== undefined && { fromMs: Date.parse(from) }),
    ...(before !== undefined && { beforeMs: Date.parse(before) }),
  };
};

/** So many positions one page looks at: what is rare in a long log takes several, and no request takes for ever. */
const mostPositions = 100_000;

const readVisibleEvents = async (
  router: ServedRouter,
  caller: Caller,
  range: ReadRange,
  cursorPosition: number | undefined,
  limit: number,
): Promise<{ readonly events: readonly StoredEvent[]; readonly nextPosition: number | undefined }> => {
  const { fromMs, beforeMs, ...filter } = range;
  const { newestPosition = 0 } = await router.stats();
  const firstPosition = cursorPosition ?? (await positionAt(router, fromMs ?? 0)) ?? newestPosition + 1;
  const before = beforeMs === undefined ? undefined : await positionAt(router, beforeMs);
  const lastPosition = before === undefined ? newestPosition : before - 1;
  const toPosition = Math.min(firstPosition + mostPositions - 1, lastPosition);
  const events: StoredEvent[] = [];
  for await (const stored of router.read({ ...filter, fromPosition: firstPosition, toPosition })) {
    if (!seesEvent(caller, stored.event)) continue;
    if (events.length === limit) return { events, nextPosition: stored.position };
    events.push(stored);
  }
  return { events, nextPosition: toPosition < lastPosition ? toPosition + 1 : undefined };
};

/** The position of the first event that was stored at a time or after it. */
const positionAt = async (router: ServedRouter, timeMs: number): Promise<number | undefined> => {
  for await (const { position } of router.read({ fromMs: timeMs, limit: 1 })) return position;
  return undefined;
};

const positionOf = (cursor: string, list: unknown): number => {
  const position = Number(placeOf(cursor, list));
  return Number.isSafeInteger(position) && position > 0 ? position : 1;
};
