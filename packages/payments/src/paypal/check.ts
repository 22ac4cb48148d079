import { type CheckReport, type ConnectorContext, urlPath } from '@touchline/core';
import type { PayPalSettings } from './config.ts';

/**
 * Gets a token and looks at the webhooks of the app: those that are configured must be among them.
 *
 * @see https://developer.paypal.com/docs/api/webhooks/v1/#webhooks_list
 */
export const checkCredentials = async ({
  config: { webhookId: webhookIds = [] },
  http,
  signal,
}: ConnectorContext<PayPalSettings>): Promise<CheckReport> => {
  const options = { operation: 'webhook.get', signal } as const;
  if (webhookIds.length === 0) await http.get('/v1/notifications/webhooks', options);
  for (const id of webhookIds) await http.get(urlPath`/v1/notifications/webhooks/${id}`, options);
  return {};
};
