import type { WebhookRequest } from '@touchline/core';
import { createSandbox, type VendorSandbox } from '@touchline/core/sandbox';
import { challengeRequest, type MetaWebhookTarget, signedWebhook } from '../meta/sandbox/signed-webhook.ts';
import { cloudApi } from './sandbox/cloud-api.ts';
import { createNumber, type WhatsAppNumber, type WhatsAppSandboxOptions } from './sandbox/number.ts';
import { bodyOf, type WhatsAppWebhookInput } from './sandbox/webhooks.ts';

export type { MetaWebhookTarget } from '../meta/sandbox/signed-webhook.ts';
export type { SandboxMessage, WhatsAppSandboxOptions } from './sandbox/number.ts';
export type { WhatsAppWebhookInput } from './sandbox/webhooks.ts';

/**
 * WhatsApp in memory: one number of one account. Its API is below `/v23.0`, so a connector's `baseUrl` is that of the server
 * it is mounted in, and `/v23.0`.
 */
export interface WhatsAppSandbox
  extends VendorSandbox,
    Pick<
      WhatsAppNumber,
      'businessAccountId' | 'phoneNumberId' | 'displayPhoneNumber' | 'messages' | 'media'
    > {
  /** The signed request that Meta posts when something happens; or, for a `challenge`, its GET. */
  readonly webhook: (webhook: WhatsAppWebhookInput, target: MetaWebhookTarget) => WebhookRequest;
}

/** Makes a sandbox. Ids count up from one and times are the clock's, so the same run gives the same bytes. */
export const whatsappSandbox = (options: WhatsAppSandboxOptions): WhatsAppSandbox => {
  const number = createNumber(options);
  const { businessAccountId, phoneNumberId, displayPhoneNumber, messages, media } = number;
  return {
    ...createSandbox(cloudApi(number)),
    businessAccountId,
    phoneNumberId,
    displayPhoneNumber,
    messages,
    media,
    webhook: (webhook, { url, secret = number.appSecret }) =>
      webhook.kind === 'challenge'
        ? challengeRequest(url, webhook.verifyToken, webhook.challenge)
        : signedWebhook(bodyOf(webhook, number), { url, secret }),
  };
};
