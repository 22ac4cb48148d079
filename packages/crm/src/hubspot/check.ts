import type { CheckReport, ConnectorContext } from '@touchline/core';
import { z } from 'zod';
import type { HubspotSettings } from './config.ts';

const accountDetails = z.object({ portalId: z.int() });

/**
 * Asks whose access token it is.
 *
 * @see https://developers.hubspot.com/docs/api/settings/account-information-api
 */
export const checkToken = async ({
  http,
  signal,
}: ConnectorContext<HubspotSettings>): Promise<CheckReport> => {
  const { body } = await http.get('/account-info/v3/details', {
    response: accountDetails,
    signal,
    operation: 'account.get',
  });
  return { account: String(body.portalId) };
};
