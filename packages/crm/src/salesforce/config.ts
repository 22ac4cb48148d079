import { currency, secret, secrets } from '@touchline/core';
import { z } from 'zod';

/**
 * The version of the REST API: Winter '27. Salesforce keeps each version alive for at least three years.
 *
 * @see https://developer.salesforce.com/docs/platform/api-rest/guide/dome-upsert.html
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/api_rest_eol.htm
 */
export const salesforceApiVersion = 'v68.0';

/** The query parameter that holds the secret of outbound messages. */
export const secretParameter = 'token';

/** API names of fields, also of the org's own: `Customer_Number__c`. */
const fieldName = z.string().regex(/^[A-Za-z]\w{0,79}$/, 'must be the API name of a field');

/**
 * Salesforce writes ids with 15 characters, or with three more that tell upper and lower case apart.
 *
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/field_types.htm
 */
export const salesforceId = z
  .string()
  .regex(/^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/, 'must be an id of Salesforce');

/** Whether two ids, in either length, are of one thing. */
export const isSameId = (left: string, right: string): boolean => left.slice(0, 15) === right.slice(0, 15);

/** What an outbound message may be set off by. `won`, `lost` and `stage_changed` are for opportunities. */
export const messageMeaning = z.enum([
  'created',
  'updated',
  'deleted',
  'restored',
  'stage_changed',
  'won',
  'lost',
]);

/** The config of the Salesforce connector. */
export const salesforceConfig = z.object({
  domain: z
    .string()
    .regex(
      /^(?:[a-z0-9-]{1,63}\.){1,4}my\.(?:salesforce\.com|salesforce\.mil|sfcrmproducts\.cn)$/,
      'must be the host of your My Domain, such as acme.my.salesforce.com',
    )
    .describe('The host of your My Domain: `acme.my.salesforce.com`, `acme--uat.sandbox.my.salesforce.com`.'),
  clientId: z
    .string()
    .min(1)
    .max(512)
    .describe('The consumer key of an external client app with the client credentials flow switched on.'),
  clientSecret: secret().describe('The consumer secret of that app.'),
  organizationId: salesforceId
    .refine((id) => id.startsWith('00D'), 'must be the id of an organization, such as 00Dxx0000000001')
    .optional()
    .describe('Whose outbound messages are taken: the id of the org. Needed to receive.'),
  webhookSecret: secrets()
    .optional()
    .describe(
      'A long random secret in the endpoint URL of outbound messages, which are not signed; several while it is changed. ' +
        'This or webhookCredentials is needed to receive.',
    ),
  webhookSecretIn: z
    .enum(['query', 'path'])
    .default('query')
    .describe(
      'Where the secret stands in the URL: `?token=…`, or as the last segment of the path. Only the first is left out of what is kept ' +
        'of a message that was not understood.',
    ),
  webhookCredentials: secrets()
    .optional()
    .describe(
      '`user:password` of the endpoint URL, or of a proxy before it. With webhookSecret both are demanded.',
    ),
  outboundMessages: z
    .record(salesforceId, messageMeaning)
    .default({})
    .describe(
      'What each outbound message tells, by its id (`04k…`): a message says how the record is, not what happened to it. ' +
        'Default: created where the times of creation and of the last change are the same, deleted where IsDeleted is true, ' +
        'else updated.',
    ),
  contactIdField: fieldName
    .optional()
    .describe('A field of contacts, external id and unique, that holds your own id, for `externalId`.'),
  companyIdField: fieldName
    .optional()
    .describe('A field of accounts, external id and unique, that holds your own id, for `externalId`.'),
  idempotencyKeyField: fieldName
    .optional()
    .describe(
      'A text field of 255 characters, external id and unique, that opportunities, cases and activities have in your org. ' +
        'With it, what is created carries the idempotency key, so that nothing is created twice.',
    ),
  lifecycleStageField: fieldName
    .optional()
    .describe('A field of contacts that holds the lifecycle stage. Without it a stage is left out.'),
  caseDealField: fieldName
    .optional()
    .describe('A lookup of cases to opportunities. Without it a ticket cannot be tied to a deal.'),
  currency: currency
    .optional()
    .describe("The org's own currency, in which amounts are that name none. Needed for amounts."),
  multiCurrency: z
    .boolean()
    .default(false)
    .describe('Whether the org has several currencies switched on: amounts are then written with theirs.'),
  dealStage: z
    .string()
    .min(1)
    .max(255)
    .default('Prospecting')
    .describe('Where deals begin that name no stage.'),
  dealCloseDays: z
    .int()
    .min(0)
    .max(3_650)
    .default(30)
    .describe(
      'In how many days deals close that do not say when: Salesforce wants a date of every opportunity.',
    ),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Another one for a sandbox or a proxy.'),
});

/** What `salesforce(…)` takes. */
export interface SalesforceConfig extends z.input<typeof salesforceConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface SalesforceSettings extends z.output<typeof salesforceConfig> {}
