import { secret, secrets } from '@touchline/core';
import { z } from 'zod';

/**
 * The version of the Graph API that requests are made with; Meta keeps a version for two years at least.
 *
 * @see https://developers.facebook.com/docs/graph-api/changelog/versions/
 */
export const graphVersion = 'v23.0';

/** The config of an app of Meta's, which every channel of theirs shares. */
export const appConfig = {
  accessToken: secret().describe('The access token: of a system user, or of the page or account.'),
  appSecret: secrets().describe(
    'The app secret, with which Meta signs webhooks; or the new and the old one while it is rotated: the first signs calls.',
  ),
  verifyToken: secret().describe(
    'The verify token that was entered beside the callback URL. Meta shows it when it checks the URL.',
  ),
  appSecretProof: z
    .boolean()
    .default(true)
    .describe(
      'Sends `appsecret_proof` with every call, so that a stolen token alone is of no use to an app that demands it.',
    ),
};

/** Where the Graph API is. */
export const graphBaseUrl = (host: string) =>
  z
    .url({ protocol: /^https?$/ })
    .default(`https://${host}/${graphVersion}`)
    .describe('With the version in it. Another one for a sandbox or a proxy, or for another version.');

/** What the parts that all channels share read of a config. */
export interface AppSettings extends z.output<z.ZodObject<typeof appConfig>> {}
