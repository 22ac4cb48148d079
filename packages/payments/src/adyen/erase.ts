import {
  type ConnectorContext,
  type CustomerRef,
  type ErasureReceipt,
  TouchlineError,
  urlPath,
} from '@touchline/core';
import { z } from 'zod';
import type { AdyenSettings } from './config.ts';
import { shopperReferenceOf } from './shopper-reference.ts';

/**
 * Deletes what the customer saved to pay with, by the shopper reference. What was paid stays with Adyen, which must keep it: its Data
 * Protection API erases personal data payment by payment (https://docs.adyen.com/development-resources/data-protection-api).
 *
 * @see https://docs.adyen.com/api-explorer/Checkout/71/delete/storedPaymentMethods/(storedPaymentMethodId)
 */
export const eraseShopper = async (
  customer: CustomerRef,
  context: ConnectorContext<AdyenSettings>,
): Promise<ErasureReceipt> => {
  const shopperReference = shopperReferenceOf(customer);
  if (shopperReference === undefined) return { status: 'not_found' };
  const { merchantAccount } = context.config;
  const query = { shopperReference, merchantAccount };
  const ids = await findStored(query, context);
  for (const id of ids)
    await context.http.delete(urlPath`/storedPaymentMethods/${id}`, {
      operation: 'storedPaymentMethod.delete',
      idempotent: true,
      query,
      signal: context.signal,
    });
  return ids.length === 0 ? { status: 'not_found' } : { status: 'erased', reference: ids.join(', ') };
};

const findStored = async (
  query: Readonly<Record<string, string>>,
  { http, signal }: ConnectorContext<AdyenSettings>,
): Promise<readonly string[]> => {
  try {
    const { body } = await http.get('/storedPaymentMethods', {
      operation: 'storedPaymentMethod.list',
      query,
      response: z.object({ storedPaymentMethods: z.array(z.object({ id: z.string().min(1) })).default([]) }),
      signal,
    });
    return body.storedPaymentMethods.map(({ id }) => id);
  } catch (thrown) {
    if (TouchlineError.isInstance(thrown) && thrown.vendorStatus === 404) return [];
    throw thrown;
  }
};
