import type { CheckReport, ConnectorContext } from '@touchline/core';
import { z } from 'zod';
import type { StripeSettings } from './config.ts';

/**
 * Asks whose key it is.
 *
 * @see https://docs.stripe.com/api/accounts/retrieve
 */
export const checkKey = async ({ http, signal }: ConnectorContext<StripeSettings>): Promise<CheckReport> => {
  const { body } = await http.get('/v1/account', {
    response: z.object({ id: z.string() }),
    operation: 'account.get',
    signal,
  });
  return { account: body.id };
};
