import { z } from 'zod';

/** A secret of an endpoint. */
const endpointSecret = z.object({
  secret: z.string(),
  /** RFC 3339; from then on it signs no more. */
  expiresAt: z.string().optional(),
});

/** An endpoint as it is kept. */
export const webhookEndpointRecord = z.object({
  id: z.string(),
  url: z.string(),
  types: z.array(z.string()).min(1),
  description: z.string().optional(),
  tenantId: z.string().optional(),
  status: z.enum(['active', 'disabled']),
  createdAt: z.string(),
  secrets: z.array(endpointSecret).min(1),
  rate: z.object({ requests: z.int(), perSeconds: z.int() }).optional(),
  concurrency: z.int().optional(),
});

/** An endpoint as it is kept. */
export interface WebhookEndpointRecord extends z.output<typeof webhookEndpointRecord> {}

/** The secrets that sign now. */
export const currentSecrets = ({ secrets }: WebhookEndpointRecord, nowMs: number): readonly string[] =>
  secrets
    .filter(({ expiresAt }) => expiresAt === undefined || nowMs < Date.parse(expiresAt))
    .map(({ secret }) => secret);
