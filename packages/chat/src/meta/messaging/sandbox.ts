import { type Clock, systemClock, type WebhookRequest } from '@touchline/core';
import { createSandbox, type VendorSandbox } from '@touchline/core/sandbox';
import { challengeRequest, type MetaWebhookTarget, signedWebhook } from '../sandbox/signed-webhook.ts';
import { sendApi } from './send-api.ts';
import { bodyOf, type MessagingWebhookInput } from './webhooks.ts';

/** What a sandbox is made with. */
export interface MessagingSandboxOptions {
  /** The token that the API takes. */
  readonly accessToken: string;
  /** The secret that webhooks are signed with. */
  readonly appSecret: string;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Who wrote within 24 hours; to others only tagged messages go out. Default: everybody. */
  readonly openConversations?: readonly string[];
}

/** A message that was sent, as it was posted. */
export interface MessagingSandboxMessage {
  readonly id: string;
  readonly to: string;
  readonly message: Readonly<Record<string, unknown>>;
  readonly messagingType: string;
}

/** An account in memory. */
export interface MessagingAccount {
  readonly object: 'page' | 'instagram';
  readonly accountId: string;
  readonly accessToken: string;
  readonly appSecret: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly openConversations: readonly string[] | undefined;
  /** What was sent, by its id, in order. */
  readonly messages: Map<string, MessagingSandboxMessage>;
  /** Sender actions, in order. */
  readonly senderActions: { readonly to: string; readonly action: string; readonly payload?: unknown }[];
  /** A new id, the same in every run. */
  readonly nextId: () => string;
}

/**
 * One account in memory. Its API is below `/v23.0`, so a connector's `baseUrl` is that of the server it is mounted in, and
 * `/v23.0`.
 */
export interface MessagingSandbox
  extends VendorSandbox,
    Pick<MessagingAccount, 'accountId' | 'messages' | 'senderActions'> {
  /** The signed request that Meta posts when something happens; or, for a `challenge`, its GET. */
  readonly webhook: (webhook: MessagingWebhookInput, target: MetaWebhookTarget) => WebhookRequest;
}

/** Makes a sandbox. Ids count up from one and times are the clock's, so the same run gives the same bytes. */
export const messagingSandbox = (
  object: MessagingAccount['object'],
  id: string,
  options: MessagingSandboxOptions,
): MessagingSandbox => {
  const account = createAccount(object, id, options);
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

/** Makes an account that nothing was sent from yet. */
const createAccount = (
  object: MessagingAccount['object'],
  accountId: string,
  { accessToken, appSecret, clock = systemClock, openConversations }: MessagingSandboxOptions,
): MessagingAccount => {
  let count = 0;
  return {
    object,
    accountId,
    accessToken,
    appSecret,
    clock,
    openConversations,
    messages: new Map(),
    senderActions: [],
    nextId: () => `m_SANDBOX${String(++count).padStart(8, '0')}`,
  };
};
