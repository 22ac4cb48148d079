import type { WebhookRequest } from '@touchline/core';
import { createSandbox, type VendorSandbox } from '@touchline/core/sandbox';
import { webApi } from './sandbox/web-api.ts';
import { type SlackWebhookInput, type SlackWebhookTarget, webhookOf } from './sandbox/webhooks.ts';
import { createWorkspace, type SlackSandboxOptions, type Workspace } from './sandbox/workspace.ts';

export type { SlackWebhookInput, SlackWebhookTarget } from './sandbox/webhooks.ts';
export type { SandboxMessage, SlackSandboxOptions } from './sandbox/workspace.ts';

/**
 * Slack in memory: one workspace, with one app in it. Its Web API is below `/api`, so an app's `baseUrl` is that of the
 * server it is mounted in, and `/api`.
 */
export interface SlackSandbox
  extends VendorSandbox,
    Pick<Workspace, 'teamId' | 'appId' | 'botUserId' | 'conversations' | 'messages' | 'responses'> {
  /** The signed request that Slack posts when somebody does something. */
  readonly webhook: (webhook: SlackWebhookInput, target: SlackWebhookTarget) => WebhookRequest;
}

/** Makes a sandbox. Ids count up from one and times are the clock's, so the same run gives the same bytes. */
export const slackSandbox = (options: SlackSandboxOptions): SlackSandbox => {
  const workspace = createWorkspace(options);
  const { teamId, appId, botUserId, conversations, messages, responses } = workspace;
  return {
    ...createSandbox(webApi(workspace)),
    teamId,
    appId,
    botUserId,
    conversations,
    messages,
    responses,
    webhook: (webhook, target) => webhookOf(webhook, target, workspace),
  };
};
