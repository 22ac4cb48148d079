import {
  type MessagingSandbox,
  type MessagingSandboxOptions,
  messagingSandbox,
} from '../meta/messaging/sandbox.ts';

export type { MessagingSandboxMessage as SandboxMessage } from '../meta/messaging/sandbox.ts';
export type { MessagingWebhookInput as MessengerWebhookInput } from '../meta/messaging/webhooks.ts';
export type { MetaWebhookTarget } from '../meta/sandbox/signed-webhook.ts';

/** What a sandbox is made with. */
export interface MessengerSandboxOptions extends MessagingSandboxOptions {}

/** Messenger in memory: one account. */
export interface MessengerSandbox extends MessagingSandbox {}

/** Makes a sandbox. Ids count up from one and times are the clock's, so the same run gives the same bytes. */
export const messengerSandbox = (options: MessengerSandboxOptions): MessengerSandbox =>
  messagingSandbox('page', '100000000000001', options);
