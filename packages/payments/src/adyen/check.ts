import type { CheckReport, ConnectorContext } from '@touchline/core';
import type { AdyenSettings } from './config.ts';

/**
 * Asks how customers could pay, which changes nothing and takes a key that may act for the merchant account.
 *
 * @see https://docs.adyen.com/api-explorer/Checkout/71/post/paymentMethods
 */
export const checkKey = async ({
  config: { merchantAccount },
  http,
  signal,
}: ConnectorContext<AdyenSettings>): Promise<CheckReport> => {
  await http.post('/paymentMethods', {
    json: { merchantAccount },
    idempotent: true,
    operation: 'paymentMethods.list',
    signal,
  });
  return { account: merchantAccount };
};
