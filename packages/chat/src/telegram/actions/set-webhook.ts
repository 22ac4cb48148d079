import { type ActionContext, defineAction, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import type { TelegramSettings } from '../config.ts';
import { wantedUpdates } from '../payload.ts';
import { call } from './call.ts';

/**
 * Tells Telegram where to post updates, with the secret token of the config, and for all kinds that are mapped: reactions and
 * members come only to who names them.
 *
 * @see https://core.telegram.org/bots/api#setwebhook
 */
export const setWebhook = defineAction({
  name: 'setWebhook',
  title: 'Set the webhook',
  description: 'Tells Telegram where to post updates. A webhook that was set before is replaced.',
  input: z.strictObject({
    url: z.url({ protocol: /^https$/, error: 'must be an https URL' }).max(2_048),
    maxConnections: z.int().min(1).max(100).optional().describe('Updates posted at once. Default 40.'),
    dropPendingUpdates: z.boolean().default(false).describe('Forgets what happened until now.'),
  }),
  output: z.object({ url: z.string() }),
  effect: 'write',
  idempotent: 'natural',
  example: { url: 'https://shop.example.com/webhooks/telegram' },
});

/** What {@link setWebhook} takes. */
export interface SetWebhookInput extends z.input<typeof setWebhook.input> {}

/** What {@link setWebhook} gives. */
export interface SetWebhookOutput extends z.output<typeof setWebhook.output> {}

/** See {@link setWebhook}. */
export const runSetWebhook = async (
  { url, maxConnections, dropPendingUpdates }: z.output<typeof setWebhook.input>,
  context: ActionContext<TelegramSettings>,
): Promise<SetWebhookOutput> => {
  const [secret] = context.config.secretToken ?? [];
  if (secret === undefined)
    throw new TouchlineError('config.invalid', 'telegram: setWebhook needs a secretToken in the config.', {
      connector: 'telegram',
    });
  await call(
    'setWebhook',
    {
      url,
      secret_token: secret,
      allowed_updates: wantedUpdates,
      ...(maxConnections !== undefined && { max_connections: maxConnections }),
      ...(dropPendingUpdates && { drop_pending_updates: true }),
    },
    context,
  );
  return { url };
};
