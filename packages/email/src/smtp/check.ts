import type { CheckReport, ConnectorContext } from '@touchline/core';
import type { SmtpSettings } from './config.ts';
import { transportOf } from './transport.ts';

/**
 * Whether the server can be reached, encrypts as it must, and takes the credentials. Whether it lets you send from an address it says only
 * when an e-mail is sent.
 */
export const checkServer = async ({
  config,
  signal,
}: Pick<ConnectorContext<SmtpSettings>, 'config' | 'signal'>): Promise<CheckReport> => {
  await transportOf(config).verify(signal);
  return config.auth === undefined ? {} : { account: config.auth.user };
};
