import { type CheckReport, type ConnectorContext, TouchlineError, urlPath } from '@touchline/core';
import { z } from 'zod';
import type { TwilioSettings } from './config.ts';

/**
 * Asks for the account, which must be active. The answer holds the auth token, which is not read.
 *
 * @throws TouchlineError `http.unauthorized` when the credentials are refused, or the account is suspended or closed.
 * @see https://www.twilio.com/docs/iam/api/account#fetch-an-account-resource
 */
export const checkAccount = async ({
  http,
  config,
  signal,
}: ConnectorContext<TwilioSettings>): Promise<CheckReport> => {
  const { body } = await http.get(urlPath`/Accounts/${`${config.accountSid}.json`}`, {
    response: z.object({ sid: z.string(), status: z.string(), friendly_name: z.string().nullish() }),
    operation: 'account.get',
    signal,
  });
  if (body.status !== 'active')
    throw new TouchlineError('http.unauthorized', 'The Twilio account is suspended or closed.', {
      connector: 'twilio',
      vendorStatus: 200,
      vendorCode: 'account_not_active',
    });
  return { account: body.friendly_name || body.sid };
};
