import { z } from 'zod';
import { appConfig, graphBaseUrl } from '../meta/app-config.ts';

/**
 * The config of one number of a WhatsApp Business Account, through the Cloud API.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/get-started
 */
export const whatsappConfig = z.object({
  ...appConfig,
  phoneNumberId: z
    .string()
    .regex(/^\d{1,32}$/, 'must be the id of a number, in digits, and not the number itself')
    .describe('The id of the number that messages are sent from.'),
  baseUrl: graphBaseUrl('graph.facebook.com'),
});

/** What `whatsapp(…)` takes. */
export interface WhatsAppConfig extends z.input<typeof whatsappConfig> {}

/** The config as the connector sees it: defaults filled in, secrets sealed. */
export interface WhatsAppSettings extends z.output<typeof whatsappConfig> {}
