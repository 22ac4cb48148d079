import { secret, secrets } from '@touchline/core';
import { z } from 'zod';

/**
 * The version of Stripe's API that every request asks for. The shapes of webhooks follow the version that the endpoint was
 * made with, which may be any: the mappers read the old shapes too.
 *
 * @see https://docs.stripe.com/changelog/dahlia
 */
export const stripeApiVersion = '2026-08-26.dahlia';

/** The schema of {@link StripeConfig}. */
export const stripeConfig = z.object({
  apiKey: secret().describe('A secret or restricted key: `sk_…` or `rk_…`.'),
  webhookSecret: secrets()
    .optional()
    .describe(
      'The signing secret of the endpoint, `whsec_…`, or several while it is rolled. Needed to receive.',
    ),
  account: z
    .string()
    .regex(/^acct_\w{1,64}$/, "must be the id of an account, such as 'acct_1032D82eZvKYlo2C'")
    .optional()
    .describe('A connected account that all calls act for. Default: the account of the key.'),
  livemode: z
    .boolean()
    .optional()
    .describe(
      'Takes only live events (true) or only test events (false). Connect endpoints receive both. Default: takes both.',
    ),
  paymentEvents: z
    .enum(['payment_intent', 'charge'])
    .default('payment_intent')
    .describe(
      'Which of the twins tells of a payment; the other is ignored. `charge` knows the card, the receipt and what the customer entered, also of guests; `payment_intent` is what Stripe recommends to fulfil orders on.',
    ),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.stripe.com')
    .describe('Another one for a sandbox or a proxy.'),
});

/** What `stripe(…)` takes. */
export interface StripeConfig extends z.input<typeof stripeConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface StripeSettings extends z.output<typeof stripeConfig> {}
