import { defineAction, webUrl } from '@touchline/core';
import { z } from 'zod';

const signingSecret = z
  .string()
  .regex(
    /^whsec_(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    'must be whsec_ and base64',
  )
  .refine(isCanonical, 'must be whsec_ and base64')
  .describe('`whsec_` and base64.');

/** Delivers an event to a URL of somebody else's, signed as Standard Webhooks. */
export const deliverEvent = defineAction({
  name: 'deliverEvent',
  title: 'Deliver an event',
  description:
    "Sends an event to a customer's URL, signed as Standard Webhooks with every secret that is given. The URL must be https and lead to a public address.",
  input: z.strictObject({
    url: webUrl.max(2_048).describe('Where to.'),
    secrets: z
      .array(signingSecret)
      .min(1)
      .max(4)
      .meta({ writeOnly: true })
      .describe('What to sign with: two while one is rotated.'),
    event: z
      .looseObject({
        specversion: z.literal('1.0'),
        id: z.string().min(1),
        source: z.string().min(1),
        type: z.string().min(1),
      })
      .describe('The event: a CloudEvent.'),
  }),
  output: z.object({ status: z.int().describe('The HTTP status of the answer.') }),
  effect: 'write',
  idempotent: 'key',
  example: {
    url: 'https://customer.example.com/webhooks',
    secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    event: {
      specversion: '1.0',
      id: 'evt_1',
      source: '/app',
      type: 'payment.succeeded',
      time: '2026-11-21T09:30:00Z',
      datacontenttype: 'application/json',
      data: {},
    },
  },
});

/** Base64 can write the same bytes in several ways; only one of them is taken. */
function isCanonical(secret: string): boolean {
  const encoded = secret.slice('whsec_'.length);
  return Buffer.from(encoded, 'base64').toString('base64') === encoded;
}
