import { z } from 'zod';
import { mapper, type StripeMapper } from './mapper.ts';

/**
 * A connected account that lets a platform in, or out: https://docs.stripe.com/connect/webhooks. The object is the platform's
 * application; which account it was stands in the event, without which there is nothing to tell.
 */
export const appEvents: Readonly<Record<string, StripeMapper>> = {
  'account.application.authorized': mapper(z.unknown(), (_, { envelope: { account }, emit, ignore }) => [
    account === undefined
      ? ignore()
      : emit('channel.app_installed', account, { channel: 'stripe', workspaceId: account }),
  ]),
  'account.application.deauthorized': mapper(z.unknown(), (_, { envelope: { account }, emit, ignore }) => [
    account === undefined
      ? ignore()
      : emit('channel.app_uninstalled', account, { channel: 'stripe', workspaceId: account }),
  ]),
};
