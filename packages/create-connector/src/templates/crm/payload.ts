import { z } from 'zod';

// TODO: what all webhooks of the vendor have in common. Name only the fields that are read.
/** A webhook, whatever its kind. What `data` holds depends on that. */
export const webhookPayload = z.object({
  id: z.string().min(1),
  type: z.string().min(1),
  time: z.iso.datetime(),
  data: z.unknown(),
});

/** See {@link webhookPayload}. */
export interface WebhookPayload extends z.output<typeof webhookPayload> {}
