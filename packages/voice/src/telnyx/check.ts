import type { CheckReport, ConnectorContext } from '@touchline/core';
import { z } from 'zod';
import type { TelnyxSettings } from './config.ts';

/**
 * Asks for the balance, which every key may see. Telnyx names no account there, so the report names none.
 *
 * @throws TouchlineError `http.unauthorized` when the key is refused.
 * @see https://developers.telnyx.com/api-reference/billing/get-user-balance-details
 */
export const checkAccount = async ({
  http,
  signal,
}: ConnectorContext<TelnyxSettings>): Promise<CheckReport> => {
  await http.get('/balance', {
    response: z.object({ data: z.object({ record_type: z.string().nullish() }) }),
    operation: 'account.balance',
    signal,
  });
  return {};
};
