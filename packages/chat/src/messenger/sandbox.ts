import type { WebhookRequest } from '@touchline/core';
import { createSandbox, type VendorSandbox } from '@touchline/core/sandbox';
import {
  createAccount,
  type MessagingAccount,
  type MessagingSandboxOptions,
  sendApi,
} from '../meta/messaging/sandbox.ts';
import { bodyOf, type MessagingWebhookInput } from '../meta/messaging/webhooks.ts';
import { challengeRequest, type MetaWebhookTarget, signedWebhook } from '../meta/sandbox/signed-webhook.ts';

export type { MessagingSandboxMessage as SandboxMessage } from '../meta/messaging/sandbox.ts';
export type { MessagingWebhookInput as MessengerWebhookInput } from '../meta/messaging/webhooks.ts';
export type { MetaWebhookTarget } from '../meta/sandbox/signed-webhook.ts';

/** What a sandbox is made with. */
export interface MessengerSandboxOptions extends MessagingSandboxOptions {}

/**
 * Messenger in memory: one account. Its API is below `/v23.0`, so a connector's `baseUrl` is that of the server it is mounted
 * in, and `/v23.0`.
 */
export interface MessengerSandbox
  extends VendorSandbox,
    Pick<MessagingAccount, 'accountId' | 'messages' | 'senderActions'> {
  /** The signed request that Meta posts when something happens; or, for a `challenge`, its GET. */
  readonly webhook: (webhook: MessagingWebhookInput, target: MetaWebhookTarget) => WebhookRequest;
}

/** Makes a sandbox. Ids count up from one and times are the clock's, so the same run gives the same bytes. */
export const messengerSandbox = (options: MessengerSandboxOptions): MessengerSandbox => {
  const account = createAccount('page', '100000000000001', options);
  const { accountId, messages, senderActions } = account;
  return {
    ...createSandbox(sendApi(account)),
    accountId,
    messages,
    senderActions,
    webhook: (webhook, { url, secret = account.appSecret }) =>
      webhook.kind === 'challenge'
        ? challengeRequest(url, webhook.verifyToken, webhook.challenge)
        : signedWebhook(bodyOf(webhook, account), { url, secret }),
  };
};
