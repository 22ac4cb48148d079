import { secret } from '@touchline/core';
import { z } from 'zod';

/**
 * How long after its transmission a webhook is still taken: longer than PayPal tries to deliver one, 25 times in three days. Whether a
 * new attempt carries a new time is not documented, and a retry that is refused is an event that is lost; a replay within that time
 * is the same event, by its id.
 *
 * @see https://developer.paypal.com/api/rest/webhooks/
 */
const longestDeliveryMs = 4 * 24 * 60 * 60 * 1_000;

const webhookId = z
  .string()
  .regex(/^[0-9A-Za-z]{1,64}$/, 'must be the id of a webhook, such as 1JE4291016473214C');

/** The schema of {@link PayPalConfig}. */
export const paypalConfig = z.object({
  clientId: z.string().min(1).max(256).describe('The client id of the REST app.'),
  clientSecret: secret().describe('The secret of the REST app.'),
  webhookId: z
    .union([webhookId.transform((id) => [id]), z.array(webhookId).min(1).max(4)])
    .optional()
    .describe(
      'The id of the webhook, which its signatures cover, or several while one takes over from another. Needed to receive.',
    ),
  environment: z
    .enum(['live', 'sandbox'])
    .default('live')
    .describe("Which of PayPal's environments the app is of; webhooks of the other one are refused."),
  completeOrders: z
    .boolean()
    .default(true)
    .describe(
      'Whether the default reaction collects, or reserves, what a customer has approved. Set it to false where your own page does.',
    ),
  webhookToleranceMs: z
    .int()
    .min(1)
    .default(longestDeliveryMs)
    .describe(
      'How old the transmission of a webhook may be, in milliseconds. Default: four days, a retry included.',
    ),
  webhookRoots: z
    .array(z.string().startsWith('-----BEGIN CERTIFICATE-----', 'must be a certificate in PEM'))
    .min(1)
    .optional()
    .describe(
      "Whose certificates PayPal's must be signed by, in PEM. Default: the roots of Node. For the sandbox of this package.",
    ),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Another one for a sandbox or a proxy.'),
});

/** What `paypal(…)` takes. */
export interface PayPalConfig extends z.input<typeof paypalConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface PayPalSettings extends z.output<typeof paypalConfig> {}

/** What belongs to each environment: https://developer.paypal.com/api/rest/requests/#api-endpoints. */
export const environments = {
  live: {
    apiUrl: 'https://api-m.paypal.com',
    certificateHost: /api(-m)?\.paypal\.com/,
    certificateName: 'messageverificationcerts.paypal.com',
  },
  sandbox: {
    apiUrl: 'https://api-m.sandbox.paypal.com',
    certificateHost: /api(-m)?\.sandbox\.paypal\.com/,
    certificateName: 'messageverificationcerts.sandbox.paypal.com',
  },
} as const;
