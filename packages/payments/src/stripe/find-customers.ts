import type { ConnectorContext } from '@touchline/core';
import { z } from 'zod';
import type { StripeSettings } from './config.ts';
import { listOf, stripeId } from './payload/fields.ts';

/**
 * The ids of the customers with an e-mail address, newest first; there may be several. Stripe compares letter case.
 *
 * @param options.limit how many at most, up to 100.
 * @see https://docs.stripe.com/api/customers/list#list_customers-email
 */
export const findCustomers = async (
  email: string,
  { http, signal }: Pick<ConnectorContext<StripeSettings>, 'http' | 'signal'>,
  { limit }: { readonly limit: number },
): Promise<readonly string[]> => {
  const found = await http.get('/v1/customers', {
    operation: 'customer.find',
    query: { email, limit },
    response: listOf(z.object({ id: stripeId })),
    signal,
  });
  return found.body.data.map(({ id }) => id);
};
