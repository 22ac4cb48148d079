import {
  type MessagingSandbox,
  type MessagingSandboxOptions,
  messagingSandbox,
} from '../meta/messaging/sandbox.ts';

export type { MessagingSandboxMessage as SandboxMessage } from '../meta/messaging/sandbox.ts';
export type { MessagingWebhookInput as InstagramWebhookInput } from '../meta/messaging/webhooks.ts';
export type { MetaWebhookTarget } from '../meta/sandbox/signed-webhook.ts';

/** What a sandbox is made with. */
export interface InstagramSandboxOptions extends MessagingSandboxOptions {}

/** Instagram in memory: one account. */
export interface InstagramSandbox extends MessagingSandbox {}

/** Makes a sandbox. Ids count up from one and times are the clock's, so the same run gives the same bytes. */
export const instagramSandbox = (options: InstagramSandboxOptions): InstagramSandbox =>
  messagingSandbox('instagram', '17841400000000000', options);
