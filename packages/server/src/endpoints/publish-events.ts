import { createHash } from 'node:crypto';
import { type Clock, type EventDraft, type Issue, sentenceOf, TouchlineError } from '@touchline/core';
import { anyEventDraft } from '@touchline/openapi';
import { z } from 'zod';
import { type Caller, forbidden } from '../auth/caller.ts';
import { requireOwnSource } from '../auth/event-source.ts';
import { tenantSource } from '../auth/tenancy.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { json } from '../request/answer.ts';
import type { IdempotencyKeys } from '../request/idempotency-keys.ts';
import type { ServedRouter } from '../served-router.ts';
import { batchedMode, pathIn, readSentEvents, type SentEvents, structuredMode } from './event-drafts.ts';

const receipts = z.object({
  receipts: z.array(
    z.object({
      id: z.string(),
      source: z.string(),
      position: z.int().positive().describe('Its place in the log.'),
      duplicate: z.boolean().describe('True when the log held the event before: nothing was done.'),
    }),
  ),
});

/** What publishing works with. */
export interface PublishOptions {
  readonly router: ServedRouter;
  readonly clock: Clock;
  readonly idempotencyKeys: IdempotencyKeys;
  /** The most events of one request. */
  readonly maxBatchEvents: number;
}

/** `POST /v1/events`: one event or several, all or none. */
export const publishEndpoint = ({
  router,
  clock,
  idempotencyKeys,
  maxBatchEvents,
}: PublishOptions): ServerEndpoint => {
  const batch = z.array(anyEventDraft).max(maxBatchEvents);
  return defineEndpoint(
    {
      method: 'post',
      path: '/v1/events',
      operationId: 'publishEvents',
      tag: 'Events',
      summary: 'Publish events',
      description: `Stores one event, or up to ${maxBatchEvents}: all of them, or none. It answers once they are durable. The modes of CloudEvents are taken too: structured, batched, and binary, where the attributes are \`ce-\` headers and the body is the data.`,
      scope: 'events:write',
      headers: z.object({
        'idempotency-key': z
          .string()
          .min(1)
          .max(255)
          .optional()
          .describe(
            'Makes repeating the request safe: events without an id get one that is made of this key and their place. Another request under the key is refused for a day.',
          ),
      }),
      body: {
        content: {
          'application/json': {
            schema: { name: 'EventDraftOrBatch', schema: z.union([anyEventDraft, batch]) },
          },
          [structuredMode]: { schema: { name: 'EventDraft', schema: anyEventDraft } },
          [batchedMode]: { schema: { name: 'EventDraftBatch', schema: batch } },
        },
      },
      responses: {
        200: {
          description: 'They are durable. The receipts are in the order of the events.',
          content: { 'application/json': { schema: { name: 'PublishReceipts', schema: receipts } } },
        },
      },
      errors: [
        'event.invalid',
        'event.unknown_type',
        'event.unknown_version',
        'event.too_large',
        'log.closed',
        'log.failed',
        'log.full',
        'request.idempotency_key_reused',
      ],
    },
    async ({ body, mediaType, headers, caller, request }) => {
      const sent = readSentEvents(body, mediaType, request.headers);
      const key = headers['idempotency-key'];
      const drafts = sent.drafts.map((draft, index) => draftOf(draft, caller, key, index));
      const published =
        drafts.length === 0
          ? []
          : key === undefined
            ? await publish(drafts, sent, router, clock)
            : await idempotencyKeys.use(
                { key: [caller.id, 'events', key], content: sent.drafts },
                async (keep) => {
                  const done = await publish(drafts, sent, router, clock);
                  await keep();
                  return done;
                },
              );
      return json({
        receipts: published.map(({ event: { id, source }, position, duplicate }) => ({
          id,
          source,
          position,
          duplicate,
        })),
      });
    },
  );
};

/** What the caller's tenant and the idempotency key add to an event, which must be the caller's to publish. */
const draftOf = (
  sent: Readonly<Record<string, unknown>>,
  caller: Caller,
  idempotencyKey: string | undefined,
  index: number,
): Record<string, unknown> => {
  const { id: callerId, tenantId } = caller;
  if (tenantId !== undefined && sent.tenantid !== undefined && sent.tenantid !== tenantId)
    throw forbidden('This key publishes events of its own tenant only.');
  requireOwnSource(caller, sent);
  return {
    ...sent,
    ...(tenantId !== undefined && { tenantid: tenantId, source: sent.source ?? tenantSource(tenantId) }),
    ...(idempotencyKey !== undefined &&
      sent.id === undefined && { id: derivedId(callerId, idempotencyKey, index) }),
  };
};

const derivedId = (callerId: string, idempotencyKey: string, index: number): string =>
  createHash('sha256')
    .update(JSON.stringify([callerId, idempotencyKey, index]))
    .digest('base64url');

const publish = async (
  drafts: readonly Readonly<Record<string, unknown>>[],
  sent: SentEvents,
  router: ServedRouter,
  clock: Clock,
) => {
  try {
    return await router.publishAll(drafts as unknown as readonly EventDraft[]);
  } catch (thrown) {
    if (!sent.isBatch || !TouchlineError.isInstance(thrown) || !thrown.code.startsWith('event.'))
      throw thrown;
    throw allThatIsWrong(drafts, sent, router, clock) ?? thrown;
  }
};

/** The router stops at the first event that is wrong; whoever sent a batch wants to know of all. */
const allThatIsWrong = (
  drafts: readonly Readonly<Record<string, unknown>>[],
  sent: SentEvents,
  { catalogue }: ServedRouter,
  { now }: Clock,
): TouchlineError | undefined => {
  const errors = drafts.flatMap((draft, index) => {
    try {
      catalogue.create(draft as unknown as EventDraft, { now });
      return [];
    } catch (thrown) {
      return TouchlineError.isInstance(thrown) ? [{ index, error: thrown }] : [];
    }
  });
  const [first] = errors;
  if (!first) return undefined;
  const issues = errors.flatMap(({ index, error }): readonly Issue[] =>
    (error.issues.length > 0 ? error.issues : [{ path: 'type', message: 'is not in the catalogue' }]).map(
      ({ path, message }) => ({ path: pathIn(sent, index, path), message }),
    ),
  );
  const named = issues.slice(0, 100);
  const isOneKind = errors.every(({ error }) => error.code === first.error.code);
  return new TouchlineError(
    isOneKind ? first.error.code : 'event.invalid',
    `Of ${drafts.length} events ${errors.length} cannot be published: ${sentenceOf(named)}.`,
    { issues: named },
  );
};
