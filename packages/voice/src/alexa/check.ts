import type { CheckReport, ConnectorContext } from '@touchline/core';
import { z } from 'zod';
import type { AlexaSettings } from './config.ts';

/**
 * Asks for an access token with the credentials of `proactiveEvents`. Without them the connector has none, and only receives.
 *
 * @throws TouchlineError when Login with Amazon refuses them.
 * @see https://developer.amazon.com/docs/login-with-amazon/retrieve-token-other-platforms-cbl-docs.html
 */
export const checkCredentials = async ({
  http,
  config,
  signal,
}: ConnectorContext<AlexaSettings>): Promise<CheckReport> => {
  const { proactiveEvents, tokenUrl, skillId } = config;
  if (proactiveEvents)
    await http.post(tokenUrl, {
      form: {
        grant_type: 'client_credentials',
        client_id: proactiveEvents.clientId,
        client_secret: proactiveEvents.clientSecret,
        scope: 'alexa::proactive_events',
      },
      response: z.object({ access_token: z.string() }),
      operation: 'token.check',
      idempotent: true,
      signal,
    });
  return { account: skillId.join(', ') };
};
