import type { CheckReport, ConnectorContext } from '@touchline/core';
import { z } from 'zod';
import type { ExampleVendorSettings } from './config.ts';

const me = z.object({ account: z.string().min(1) });

// TODO: the cheapest request of the vendor's that tells whose credentials they are.
/** Asks whose key it is. */
export const checkCredentials = async ({
  http,
  signal,
}: ConnectorContext<ExampleVendorSettings>): Promise<CheckReport> => {
  const { body } = await http.get('/me', { response: me, signal, operation: 'account.get' });
  return { account: body.account };
};
