import { type CheckReport, type ConnectorContext, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { SesSettings } from './config.ts';

/**
 * Whether the credentials are good, and the account may send: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
 *
 * @throws TouchlineError `http.unauthorized` when they are refused, or the account's sending is paused.
 */
export const checkAccount = async ({
  http,
  signal,
}: Pick<ConnectorContext<SesSettings>, 'http' | 'signal'>): Promise<CheckReport> => {
  const { body } = await http.get('/v2/email/account', {
    response: z.object({ SendingEnabled: z.boolean() }),
    signal,
    operation: 'account.get',
  });
  if (!body.SendingEnabled)
    throw new TouchlineError('http.unauthorized', 'Amazon SES has paused the sending of this account.', {
      connector: 'ses',
    });
  return {};
};
