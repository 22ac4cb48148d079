import { TouchlineError } from '@touchline/core';
import { z } from 'zod';
import { cursorField, limitField, listOf, typesField } from '../../endpoint/fields.ts';
import { defineEndpoint, type ServerEndpoint } from '../../endpoint/server-endpoint.ts';
import { json } from '../../request/answer.ts';
import { cursorOf, placeOf } from '../../request/cursor.ts';
import type { ServedRouter } from '../../served-router.ts';
import { command, deadLetter, filterOf, filterSchema, letterOf, stages } from './dead-letter-schemas.ts';
import { ownParts, readLetters, seesLetter } from './visible-letters.ts';

const errors = ['log.closed', 'log.failed'] as const;

/** `GET /v1/dead-letters`, `/{id}`, `POST /v1/dead-letters/replay` and `/discard`. */
export const deadLetterEndpoints = (router: ServedRouter): readonly ServerEndpoint[] => [
  defineEndpoint(
    {
      method: 'get',
      path: '/v1/dead-letters',
      operationId: 'listDeadLetters',
      tag: 'Dead letters',
      summary: 'List dead letters',
      description: 'What could not be delivered or understood, oldest first.',
      scope: 'operate',
      query: z.strictObject({
        kind: filterSchema.shape.kind,
        routes: z.string().max(4_096).optional().describe('Ids of routes, joined by commas.'),
        connector: filterSchema.shape.connector,
        stages: z
          .string()
          .regex(new RegExp(`^(${stages.join('|')})(,(${stages.join('|')}))*$`))
          .optional()
          .describe('`map`, `input`, `authorize`, `deliver` or `parse`, joined by commas.'),
        codes: z.string().max(4_096).optional().describe('Codes of errors, joined by commas.'),
        types: typesField.optional(),
        from: filterSchema.shape.from,
        before: filterSchema.shape.before,
        limit: limitField,
        cursor: cursorField.optional(),
      }),
      responses: {
        200: {
          description: 'A page of dead letters.',
          content: {
            'application/json': {
              schema: {
                name: 'DeadLetterPage',
                schema: z.object({ deadLetters: z.array(deadLetter), nextCursor: z.string().optional() }),
              },
            },
          },
        },
      },
      errors,
    },
    async ({ query: { limit, cursor, routes, stages: named, codes, types, ...filter }, caller }) => {
      const wanted = filterOf({
        ...filter,
        routes: listOf(routes),
        stages: listOf(named) as (typeof stages)[number][] | undefined,
        codes: listOf(codes),
        types: listOf(types),
      });
      const list = [wanted, caller.tenantId ?? null];
      const afterId = cursor === undefined ? undefined : placeOf(cursor, list);
      const { letters, nextId } = await readLetters(router, caller, wanted, afterId, limit);
      return json({
        deadLetters: letters.map(letterOf),
        ...(nextId !== undefined && { nextCursor: cursorOf(nextId, list) }),
      });
    },
  ),
  defineEndpoint(
    {
      method: 'get',
      path: '/v1/dead-letters/{id}',
      operationId: 'readDeadLetter',
      tag: 'Dead letters',
      summary: 'Read one dead letter',
      description: 'A dead letter with its event, or with the webhook as it came.',
      scope: 'operate',
      parameters: z.object({ id: z.string().min(1).max(256).describe('The id of the dead letter.') }),
      responses: {
        200: {
          description: 'The dead letter.',
          content: { 'application/json': { schema: { name: 'DeadLetter', schema: deadLetter } } },
        },
      },
      errors: [...errors, 'dead_letter.unknown'],
    },
    async ({ parameters: { id }, caller }) => {
      const letter = await router.deadLetters.get(id);
      if (letter && seesLetter(caller, letter)) return json(letterOf(letter));
      throw new TouchlineError('dead_letter.unknown', 'There is no dead letter with this id.');
    },
  ),
  defineEndpoint(
    {
      method: 'post',
      path: '/v1/dead-letters/replay',
      operationId: 'replayDeadLetters',
      tag: 'Dead letters',
      summary: 'Replay dead letters',
      description:
        'Deliveries go back to their routes, from the call that failed and with the same idempotency keys; kept webhooks are mapped anew. With `dryRun` it only counts.',
      scope: 'operate',
      body: { content: { 'application/json': { schema: { name: 'ReplayCommand', schema: command } } } },
      responses: {
        200: {
          description: 'What was done, or would be.',
          content: {
            'application/json': {
              schema: {
                name: 'ReplayReport',
                schema: z.object({
                  deliveries: z.int().describe('Deliveries given back to their routes.'),
                  webhooks: z.int().describe('Kept webhooks taken up again.'),
                  stillFailing: z.int().describe('Of these, those that still cannot be understood.'),
                }),
              },
            },
          },
        },
      },
      errors,
    },
    async ({ body: { filter, dryRun }, caller }) => {
      let report = { deliveries: 0, webhooks: 0, stillFailing: 0 };
      for await (const part of ownParts(router, caller, filterOf(filter))) {
        const { deliveries, webhooks, stillFailing } = await router.replay(part, { dryRun });
        report = {
          deliveries: report.deliveries + deliveries,
          webhooks: report.webhooks + webhooks,
          stillFailing: report.stillFailing + stillFailing,
        };
      }
      return json(report);
    },
  ),
  defineEndpoint(
    {
      method: 'post',
      path: '/v1/dead-letters/discard',
      operationId: 'discardDeadLetters',
      tag: 'Dead letters',
      summary: 'Discard dead letters',
      description: 'Drops them for good; they stay counted as dead. With `dryRun` it only counts.',
      scope: 'operate',
      body: { content: { 'application/json': { schema: { name: 'DiscardCommand', schema: command } } } },
      responses: {
        200: {
          description: 'What was done, or would be.',
          content: {
            'application/json': {
              schema: { name: 'DiscardReport', schema: z.object({ discarded: z.int() }) },
            },
          },
        },
      },
      errors,
    },
    async ({ body: { filter, dryRun }, caller }) => {
      let discarded = 0;
      for await (const part of ownParts(router, caller, filterOf(filter)))
        discarded += dryRun ? await router.deadLetters.count(part) : await router.deadLetters.discard(part);
      return json({ discarded });
    },
  ),
];
