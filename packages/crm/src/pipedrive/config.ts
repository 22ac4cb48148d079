import { secret, secrets } from '@touchline/core';
import { z } from 'zod';

/**
 * Where each version of the API is. Persons, organizations, deals and activities are in version 2, which took over from version 1 on 2026-08-01;
 * notes and the current user are in version 1 alone.
 *
 * @see https://developers.pipedrive.com/changelog/post/deprecated-apiv1-endpoints-become-out-of-support
 * @see https://pipedrive.readme.io/docs/pipedrive-api-v2
 */
export const pipedriveApi = { v1: '/v1', v2: '/api/v2' } as const;

/** @see https://pipedrive.readme.io/docs/core-api-concepts-custom-fields */
const customField = z
  .string()
  .regex(/^[0-9a-f]{40}$/, 'must be the API key of a custom field: 40 hexadecimal digits');

/** The config of the Pipedrive connector. */
export const pipedriveConfig = z.object({
  token: secret().describe(
    'The API token of the user that the connector acts for, or the access token of an app.',
  ),
  tokenKind: z
    .enum(['api', 'access'])
    .default('api')
    .describe('Which of the two it is. An access token lives for an hour, and is not renewed here.'),
  webhookCredentials: secrets()
    .optional()
    .describe(
      '`user:password` of the webhook: its http_auth_user and http_auth_password; several while they are changed. Needed to receive.',
    ),
  companyDomain: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be the domain alone, such as acme of acme.pipedrive.com')
    .optional()
    .describe("The company's domain: `acme`. Default: Pipedrive finds the company by the token."),
  personIdField: customField
    .optional()
    .describe('A text field of persons that holds your own id, for `externalId`.'),
  organizationIdField: customField
    .optional()
    .describe('A text field of organizations that holds your own id, for `externalId`.'),
  organizationDomainField: customField
    .optional()
    .describe('A text field of organizations that holds their domain: Pipedrive has none of its own.'),
  dealKeyField: customField
    .optional()
    .describe(
      'A text field of deals for the idempotency key. With it, a creation of unknown outcome can be looked for; it is not unique, so it ' +
        'forbids no second one.',
    ),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Another one for a sandbox or a proxy.'),
});

/** What `pipedrive(…)` takes. */
export interface PipedriveConfig extends z.input<typeof pipedriveConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface PipedriveSettings extends z.output<typeof pipedriveConfig> {}
