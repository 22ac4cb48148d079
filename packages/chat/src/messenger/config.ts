import { z } from 'zod';
import { appConfig, graphBaseUrl } from '../meta/app-config.ts';

/**
 * The config of one Facebook page, through the Messenger Platform. The access token is that of the page.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/overview
 */
export const messengerConfig = z.object({
  ...appConfig,
  pageId: z
    .string()
    .regex(/^\d{1,32}$/, 'must be the id of a page, in digits')
    .describe('The page that writes.'),
  baseUrl: graphBaseUrl('graph.facebook.com'),
});

/** What `messenger(…)` takes. */
export interface MessengerConfig extends z.input<typeof messengerConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface MessengerSettings extends z.output<typeof messengerConfig> {}
