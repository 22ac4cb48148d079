import { z } from 'zod';
import { appConfig, graphBaseUrl } from '../meta/app-config.ts';

/**
 * The config of one Instagram professional account.
 *
 * @see https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api
 */
export const instagramConfig = z.object({
  ...appConfig,
  appSecretProof: z
    .boolean()
    .default(false)
    .describe(
      'Sends `appsecret_proof` with every call. Switch it on with Facebook Login; tokens of Instagram Login belong to an ' +
        'Instagram app, which has a secret of its own.',
    ),
  accountId: z
    .string()
    .regex(/^\d{1,32}$/, 'must be the id of an account, in digits')
    .describe('The account that writes. With Facebook Login it is the id of the page that it is linked to.'),
  baseUrl: graphBaseUrl('graph.instagram.com').describe(
    'With the version in it. `https://graph.facebook.com/v23.0` for an account that is used through Facebook Login.',
  ),
});

/** What `instagram(…)` takes. */
export interface InstagramConfig extends z.input<typeof instagramConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface InstagramSettings extends z.output<typeof instagramConfig> {}
