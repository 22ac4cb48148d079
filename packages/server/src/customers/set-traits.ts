import { createHash } from 'node:crypto';
import { type EventDraft, jsonValue, pii } from '@touchline/core';
import { z } from 'zod';
import { requireOwnSource } from '../auth/event-source.ts';
import { tenantSource } from '../auth/tenancy.ts';
import { defineEndpoint, type ServerEndpoint } from '../endpoint/server-endpoint.ts';
import { type Answer, json } from '../request/answer.ts';
import type { IdempotencyKeys } from '../request/idempotency-keys.ts';
import type { ServedRouter } from '../served-router.ts';
import {
  customerErrors,
  customerOf,
  customerParameters,
  jsonContent,
  type ServedHub,
  tenantField,
  tenantOf,
} from './served-customers.ts';

/** What setting traits works with. */
export interface TraitEndpointOptions {
  readonly hub: ServedHub;
  readonly router: ServedRouter;
  readonly idempotencyKeys: IdempotencyKeys;
}

/** So many traits the hub takes of one event, and so long is the longest value, as JSON. */
const mostTraits = 100;
const longestValue = 4_096;

const traitsDraft = z
  .strictObject({
    traits: z
      .record(
        z.string().min(1).max(128),
        jsonValue
          .refine(
            (value) => JSON.stringify(value).length <= longestValue,
            'must have at most 4,096 characters',
          )
          .meta(pii('other')),
      )
      .refine((traits) => Object.keys(traits).length <= mostTraits, 'must be at most 100')
      .describe('By name; at most 100. Null where there is no such thing any more.'),
    source: z
      .string()
      .min(1)
      .max(1_024)
      .optional()
      .describe(
        "Which system says so. Default `/app`, or that of the key's tenant. Policies of traits weigh sources.",
      ),
  })
  .meta({ id: 'TraitsDraft', description: 'What holds of a customer.' });

const receipt = z
  .object({
    id: z.string(),
    source: z.string(),
    position: z.int().positive().describe('Its place in the log.'),
    duplicate: z.boolean(),
  })
  .meta({ id: 'TraitsReceipt', description: 'The event `profile.updated` that says so.' });

/** `POST /v1/customers/{id}/traits`. */
export const traitEndpoint = ({ hub, router, idempotencyKeys }: TraitEndpointOptions): ServerEndpoint =>
  defineEndpoint(
    {
      method: 'post',
      path: '/v1/customers/{id}/traits',
      operationId: 'setCustomerTraits',
      tag: 'Customers',
      scope: 'customers:write',
      summary: 'Set traits',
      description:
        'Publishes an event `profile.updated` that says what holds of a customer. It answers once the event is durable; the profile follows within milliseconds, and so do routes that listen to it.',
      parameters: customerParameters,
      query: z.strictObject(tenantField),
      headers: z.object({
        'idempotency-key': z
          .string()
          .min(1)
          .max(255)
          .optional()
          .describe('Makes repeating the request safe. Another request under the key is refused for a day.'),
      }),
      body: {
        content: jsonContent('TraitsDraft', traitsDraft, {
          traits: { plan: 'gold' },
          source: '/apps/billing',
        }),
      },
      responses: { 202: { description: 'It is durable.', content: jsonContent('TraitsReceipt', receipt) } },
      errors: [
        ...customerErrors,
        'event.invalid',
        'event.unknown_type',
        'event.too_large',
        'log.closed',
        'log.failed',
        'log.full',
        'request.idempotency_key_reused',
      ],
    },
    async ({ parameters: { id }, query, body, headers, caller }) => {
      const tenant = tenantOf(caller, query);
      const customer = await customerOf(hub, tenant, id);
      const key = headers['idempotency-key'];
      const { traits, source = tenant === '' ? undefined : tenantSource(tenant) } = body;
      const said = {
        type: 'profile.updated',
        ...(tenant !== '' && { tenantid: tenant }),
        ...(source !== undefined && { source }),
        data: { customer: { id: customer.id }, traits },
      };
      requireOwnSource(caller, said);
      const publish = async (eventId?: string): Promise<Answer> => {
        const draft = { ...said, ...(eventId !== undefined && { id: eventId }) };
        const [published] = await router.publishAll([draft as unknown as EventDraft]);
        const { event, position, duplicate } = published as NonNullable<typeof published>;
        return json({ id: event.id, source: event.source, position, duplicate }, 202);
      };
      if (key === undefined) return publish();
      const parts = [caller.id, 'traits', customer.id, key];
      return idempotencyKeys.use({ key: parts, content: body }, async (keep) => {
        const answer = await publish(createHash('sha256').update(JSON.stringify(parts)).digest('base64url'));
        await keep();
        return answer;
      });
    },
  );
