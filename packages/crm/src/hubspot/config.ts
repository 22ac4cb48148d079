import { currency, secret, secrets } from '@touchline/core';
import { z } from 'zod';

/**
 * The version of the CRM API, as it stands in paths. HubSpot keeps several alive at once.
 *
 * @see https://developers.hubspot.com/docs/api/crm/contacts
 */
export const hubspotApiVersion = 'v3';

/** Internal names of properties: https://developers.hubspot.com/docs/api/crm/properties. */
const propertyName = z.string().regex(/^[a-z][a-z0-9_]{0,99}$/, 'must be the internal name of a property');

const stageIds = z.array(z.string().min(1).max(256)).max(100);

/** The config of the HubSpot connector. */
export const hubspotConfig = z.object({
  accessToken: secret().describe('The access token of a private app.'),
  clientSecret: secrets()
    .optional()
    .describe("The app's client secret, with which webhooks are signed; several while it is rotated."),
  requireSignatureV3: z
    .boolean()
    .default(false)
    .describe(
      'Refuses webhooks without a v3 signature. The elder ones sign no time, so a captured request can be sent again.',
    ),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'The URL at which HubSpot reaches this connector. Signatures are verified over it, where a proxy changes the URL on ' +
        'the way.',
    ),
  contactIdProperty: propertyName
    .optional()
    .describe('A contact property with unique values that holds your own id, for `externalId`.'),
  companyIdProperty: propertyName
    .optional()
    .describe('A company property with unique values that holds your own id, for `externalId`.'),
  idempotencyKeyProperty: propertyName
    .optional()
    .describe(
      'A text property with unique values that deals, tickets and activities have in your account. With it, what is ' +
        'created carries the idempotency key, so that nothing is created twice.',
    ),
  currency: currency
    .optional()
    .describe("The account's own currency, for deals whose webhooks tell an amount and no currency."),
  dealPipeline: z.string().min(1).default('default').describe('Where deals go that name no pipeline.'),
  dealStage: z
    .string()
    .min(1)
    .default('appointmentscheduled')
    .describe('Where deals begin that name no stage.'),
  wonStages: stageIds.default(['closedwon']).describe('Ids of the stages that mean a deal is won.'),
  lostStages: stageIds.default(['closedlost']).describe('Ids of the stages that mean a deal is lost.'),
  ticketPipeline: z.string().min(1).default('0').describe('Where tickets go that name no pipeline.'),
  ticketStage: z.string().min(1).default('1').describe('Where tickets begin that name no status.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.hubapi.com')
    .describe('Another one for a sandbox or a proxy.'),
});

/** What `hubspot(…)` takes. */
export interface HubspotConfig extends z.input<typeof hubspotConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface HubspotSettings extends z.output<typeof hubspotConfig> {}
