import { z } from 'zod';
import { typePattern } from '../../endpoint/fields.ts';
import type { WebhookEndpointRecord } from '../../outbound/webhook-endpoint.ts';

const limits = {
  rate: z
    .strictObject({
      requests: z.int().min(1).max(10_000),
      perSeconds: z.int().min(1).max(3_600),
    })
    .optional()
    .describe('At most so many requests in any such window. Default: no limit.'),
  concurrency: z.int().min(1).max(64).optional().describe('The most requests under way at once. Default 4.'),
};

/** What an endpoint is created from. */
export const newEndpoint = z.strictObject({
  url: z.string().min(1).max(2_048).describe('Where events are sent: https, at a public address.'),
  types: z
    .array(typePattern.max(256))
    .min(1)
    .max(100)
    .describe('Which events: types, or patterns such as `payment.*`.'),
  description: z.string().max(500).optional(),
  ...limits,
});

/** How a secret is rotated. */
export const secretRotation = z.strictObject({
  overlapSeconds: z
    .int()
    .min(0)
    .max(2_592_000)
    .default(86_400)
    .describe('How long the secret before signs too.'),
});

/** An endpoint as it is shown: without its secrets. */
export const endpointView = z
  .object({
    id: z.string(),
    url: z.string(),
    types: z.array(z.string()),
    description: z.string().optional(),
    status: z
      .enum(['active', 'disabled'])
      .describe('`disabled` once it answered 410: its events wait in the log until it is enabled.'),
    createdAt: z.string(),
    secrets: z.int().describe('How many secrets sign: two while one is rotated.'),
    rate: z.object({ requests: z.int(), perSeconds: z.int() }).optional(),
    concurrency: z.int().optional(),
  })
  .meta({ id: 'WebhookEndpoint', description: 'Where events are sent to.' });

/** An endpoint with the secret that it just got. */
export const withSecret = endpointView
  .extend({ secret: z.string().describe('What its requests are signed with. It is shown this once.') })
  .meta({ id: 'WebhookEndpointWithSecret', description: 'A webhook endpoint, and its new secret.' });

/** Which endpoint. */
export const parameters = z.object({ id: z.string().min(1).max(100).describe('The id of the endpoint.') });

/** An endpoint as it is shown. */
export const viewOf = ({ secrets, tenantId: _, ...record }: WebhookEndpointRecord) => ({
  ...record,
  secrets: secrets.length,
});
