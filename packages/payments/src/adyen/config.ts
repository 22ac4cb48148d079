import { secret, secrets } from '@touchline/core';
import { z } from 'zod';

/** The version of Adyen's Checkout API. Source: https://docs.adyen.com/api-explorer/Checkout/71/overview */
const checkoutVersion = 'v71';

/** The schema of {@link AdyenConfig}. */
export const adyenConfig = z.object({
  apiKey: secret().describe('The API key of an API credential: `AQE…`.'),
  merchantAccount: z
    .string()
    .min(1)
    .max(80)
    .describe('The merchant account that all calls act for: `AcmeECOM`.'),
  hmacKey: secrets()
    .optional()
    .describe(
      'The HMAC key of the webhook, in hexadecimal, or several while it is changed, or where standard and platform webhooks have one each. Needed to receive.',
    ),
  webhookCredentials: secrets()
    .optional()
    .describe(
      '`user:password` of the webhook, where basic authentication is switched on there: demanded besides the HMAC.',
    ),
  capture: z
    .enum(['automatic', 'manual'])
    .default('automatic')
    .describe(
      'The capture setting of the merchant account. Adyen tells of a capture only where it is asked for: with `automatic` an authorisation is a payment that succeeded, with `manual` its capture is.',
    ),
  live: z
    .boolean()
    .optional()
    .describe(
      'Takes only live webhooks (true) or only those of the test environment (false). Default: takes both.',
    ),
  returnUrl: z
    .url()
    .max(8000)
    .optional()
    .describe('Where customers come back to when a payment does not say: Adyen wants one for every payment.'),
  recurringProcessingModel: z
    .enum(['Subscription', 'UnscheduledCardOnFile'])
    .default('UnscheduledCardOnFile')
    .describe('What payments off session are: by a fixed schedule, or not.'),
  liveEndpointPrefix: z
    .string()
    .regex(/^[0-9a-zA-Z]+(-[0-9a-zA-Z]+)*$/, "must be the prefix alone, such as '1797a841fbb37ca7-AdyenDemo'")
    .optional()
    .describe('The prefix of your live endpoints, from the Customer Area. Default: the test environment.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('The Checkout API, its version included: another one for a sandbox or a proxy.'),
});

/** What `adyen(…)` takes. */
export interface AdyenConfig extends z.input<typeof adyenConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface AdyenSettings extends z.output<typeof adyenConfig> {}

/**
 * Where the Checkout API is.
 *
 * @see https://docs.adyen.com/development-resources/live-endpoints
 */
export const checkoutUrl = ({
  baseUrl,
  liveEndpointPrefix,
}: Pick<AdyenSettings, 'baseUrl' | 'liveEndpointPrefix'>): string => {
  if (baseUrl !== undefined) return baseUrl;
  return liveEndpointPrefix === undefined
    ? `https://checkout-test.adyen.com/${checkoutVersion}`
    : `https://${liveEndpointPrefix}-checkout-live.adyenpayments.com/checkout/${checkoutVersion}`;
};
