import { type DeadLetter, type DeadLetterFilter, TouchlineError } from '@touchline/core';
import { anyEvent } from '@touchline/openapi';
import { z } from 'zod';
import type { Caller } from '../auth/caller.ts';
import { seesEvent } from '../auth/tenancy.ts';
import { cursorField, isoOf, limitField, listOf, timeField, typesField } from '../endpoint/fields.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { json } from '../request/answer.ts';
import { cursorOf, placeOf } from '../request/cursor.ts';
import type { ServedRouter } from '../served-router.ts';

const stages = ['map', 'input', 'authorize', 'deliver', 'parse'] as const;

const letterBase = {
  id: z.string(),
  stage: z.enum(stages).describe('Where it ended.'),
  error: z
    .object({ code: z.string(), message: z.string(), disposition: z.string() })
    .describe('Why it ended, with the code of an error.'),
  buriedAt: z.string().describe('RFC 3339.'),
};

const deadLetter = z
  .discriminatedUnion('kind', [
    z
      .object({
        kind: z.literal('delivery'),
        ...letterBase,
        route: z.string().describe('The id of its route.'),
        attempts: z.int().describe('How often it was tried.'),
        position: z.int(),
        event: anyEvent,
      })
      .meta({ id: 'DeadDelivery', description: 'A delivery that could not be made.' }),
    z
      .object({
        kind: z.literal('webhook'),
        ...letterBase,
        connector: z.string().describe('The registered name of the connector.'),
        request: z.object({
          method: z.string(),
          url: z.string(),
          headers: z.record(z.string(), z.string()).describe('Without those that carry credentials.'),
          bodyBase64: z.string(),
          items: z
            .array(z.int())
            .optional()
            .describe('Which items of a batch could not be understood, from 0.'),
        }),
      })
      .meta({ id: 'DeadWebhook', description: 'An authentic webhook that could not be understood.' }),
  ])
  .meta({ id: 'DeadLetter', description: 'What could not be delivered or understood, and is kept.' });

const filterSchema = z
  .strictObject({
    ids: z.array(z.string().min(1).max(256)).min(1).max(1_000).optional(),
    kind: z.enum(['delivery', 'webhook']).optional(),
    routes: z.array(z.string().min(1).max(256)).min(1).max(100).optional(),
    connector: z.string().min(1).max(100).optional(),
    stages: z.array(z.enum(stages)).min(1).optional(),
    codes: z.array(z.string().min(1).max(100)).min(1).max(100).optional(),
    types: z
      .array(z.string().regex(/^(\*|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?)$/))
      .min(1)
      .max(100)
      .optional()
      .describe('Patterns of event types.'),
    from: timeField('Buried at or after this time.').optional(),
    before: timeField('Buried before this time.').optional(),
  })
  .meta({
    id: 'DeadLetterFilter',
    description: 'Which dead letters: all parts must hold; without any, all.',
  });

const command = z.strictObject({
  filter: filterSchema,
  dryRun: z.boolean().default(false).describe('Only counts.'),
});

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
          .regex(/^(map|input|authorize|deliver|parse)(,(map|input|authorize|deliver|parse))*$/)
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
      const { letters, nextId } = await readPage(router, caller, wanted, afterId, limit);
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

const filterOf = ({
  routes,
  from,
  before,
  ...same
}: Omit<z.output<typeof filterSchema>, 'routes' | 'codes' | 'types' | 'stages'> & {
  readonly routes?: readonly string[] | undefined;
  readonly stages?: readonly (typeof stages)[number][] | undefined;
  readonly codes?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
}): DeadLetterFilter => ({
  ...(Object.fromEntries(
    Object.entries(same).filter(([, value]) => value !== undefined),
  ) as DeadLetterFilter),
  ...(routes && { subscriptions: routes }),
  ...(from !== undefined && { fromMs: Date.parse(from) }),
  ...(before !== undefined && { beforeMs: Date.parse(before) }),
});

/** A tenant sees the deliveries of its events. A webhook that was not understood is nobody's yet. */
const seesLetter = (caller: Caller, letter: DeadLetter): boolean =>
  caller.tenantId === undefined || (letter.kind === 'delivery' && seesEvent(caller, letter.event));

const pageSize = 500;
/** So many letters one page looks at. */
const mostLetters = 10_000;

const readPage = async (
  router: ServedRouter,
  caller: Caller,
  filter: DeadLetterFilter,
  afterId: string | undefined,
  limit: number,
): Promise<{ readonly letters: readonly DeadLetter[]; readonly nextId: string | undefined }> => {
  const letters: DeadLetter[] = [];
  let last = afterId;
  for (let seen = 0; seen < mostLetters; seen += pageSize) {
    const page = await router.deadLetters.list(filter, {
      limit: pageSize,
      ...(last !== undefined && { afterId: last }),
    });
    for (const letter of page) {
      if (seesLetter(caller, letter)) {
        if (letters.length === limit) return { letters, nextId: last };
        letters.push(letter);
      }
      last = letter.id;
    }
    if (page.length < pageSize) return { letters, nextId: undefined };
  }
  return { letters, nextId: last };
};

/** The filter itself; for a tenant, lists of the ids that are theirs. */
async function* ownParts(
  router: ServedRouter,
  caller: Caller,
  filter: DeadLetterFilter,
): AsyncGenerator<DeadLetterFilter> {
  if (caller.tenantId === undefined) {
    yield filter;
    return;
  }
  // All are found before the first is touched: who is replayed may come back dead while this goes on.
  const ids: string[] = [];
  let next: string | undefined;
  do {
    const { letters, nextId } = await readPage(router, caller, filter, next, pageSize);
    ids.push(...letters.map(({ id }) => id));
    next = nextId;
  } while (next !== undefined);
  for (let from = 0; from < ids.length; from += pageSize) yield { ids: ids.slice(from, from + pageSize) };
}

const letterOf = (letter: DeadLetter) => {
  const { id, kind, stage, error, buriedAtMs } = letter;
  const { code, message, disposition } = error;
  const known = {
    id,
    kind,
    stage,
    error: { code, message, disposition },
    buriedAt: isoOf(buriedAtMs),
  };
  return letter.kind === 'delivery'
    ? {
        ...known,
        route: letter.subscription,
        attempts: letter.attempts,
        position: letter.position,
        event: letter.event,
      }
    : { ...known, connector: letter.connector, request: letter.request };
};
