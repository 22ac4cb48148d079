import { signRequest, type WebhookRequest } from '@touchline/core';
import { slackSignature } from '../verify.ts';
import type { Workspace } from './workspace.ts';

interface ByPerson {
  readonly conversationId: string;
  readonly userId: string;
}

/** What somebody did in Slack. */
export type SlackWebhookInput =
  | ({ readonly kind: 'message' | 'mention'; readonly text: string; readonly threadId?: string } & ByPerson)
  | ({
      readonly kind: 'edit';
      readonly messageId: string;
      readonly text: string;
      readonly previousText: string;
    } & ByPerson)
  | ({ readonly kind: 'deletion'; readonly messageId: string } & ByPerson)
  | ({
      readonly kind: 'reaction' | 'reaction_removal';
      readonly messageId: string;
      readonly emoji: string;
    } & ByPerson)
  | ({
      readonly kind: 'button';
      readonly messageId: string;
      readonly id: string;
      readonly value?: string;
      readonly responseUrl?: string;
    } & ByPerson)
  | ({
      readonly kind: 'command';
      readonly command: string;
      readonly text?: string;
      readonly responseUrl?: string;
    } & ByPerson)
  | {
      readonly kind: 'dialog';
      readonly callbackId: string;
      readonly userId: string;
      readonly fields: Readonly<Record<string, string>>;
      readonly privateMetadata?: string;
    }
  | { readonly kind: 'challenge'; readonly challenge: string }
  /** Any event of the Events API, without its wrapper. */
  | { readonly kind: 'event'; readonly event: object }
  /** Any interaction. */
  | { readonly kind: 'interaction'; readonly interaction: object }
  /** Any JSON, or any form, as it is. */
  | { readonly kind: 'json'; readonly body: unknown }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string>> };

/** Where a webhook goes, and how it is signed. */
export interface SlackWebhookTarget {
  /** The request URL of the app. */
  readonly url: string;
  /** Default: the sandbox's signing secret. */
  readonly secret?: string;
  /** The time of signing, in milliseconds since the Unix epoch. Default: the sandbox's clock. */
  readonly signedAtMs?: number;
}

/** Writes and signs the request that Slack would post. */
export const webhookOf = (
  webhook: SlackWebhookInput,
  { url, secret, signedAtMs }: SlackWebhookTarget,
  workspace: Workspace,
): WebhookRequest => {
  const { contentType, body } = bodyOf(webhook, workspace);
  const request: WebhookRequest = {
    method: 'POST',
    url,
    headers: { 'content-type': contentType, 'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)' },
    rawBody: Buffer.from(body),
  };
  return signRequest(slackSignature, request, {
    secret: secret ?? workspace.signingSecret,
    now: signedAtMs ?? workspace.clock.now(),
  });
};

interface Body {
  readonly contentType: string;
  readonly body: string;
}

const json = (value: unknown): Body => ({ contentType: 'application/json', body: JSON.stringify(value) });

const form = (fields: Readonly<Record<string, string>>): Body => ({
  contentType: 'application/x-www-form-urlencoded',
  body: new URLSearchParams(fields).toString(),
});

const interaction = (value: object): Body => form({ payload: JSON.stringify(value) });

const bodyOf = (webhook: SlackWebhookInput, workspace: Workspace): Body => {
  switch (webhook.kind) {
    case 'json':
      return json(webhook.body);
    case 'form':
      return form(webhook.fields);
    case 'challenge':
      return json({ token: 'sandbox', type: 'url_verification', challenge: webhook.challenge });
    case 'interaction':
      return interaction(webhook.interaction);
    case 'button':
      return interaction(pressOf(webhook, workspace));
    case 'dialog':
      return interaction(submissionOf(webhook, workspace));
    case 'command':
      return form(commandOf(webhook, workspace));
    default:
      return json(wrapped(webhook.kind === 'event' ? webhook.event : eventOf(webhook, workspace), workspace));
  }
};

type Of<Kind extends SlackWebhookInput['kind']> = Extract<SlackWebhookInput, { readonly kind: Kind }>;

/** https://docs.slack.dev/apis/events-api/#callback-field */
const wrapped = (event: object, { teamId, appId, botUserId, clock, nextId }: Workspace): object => ({
  token: 'sandbox',
  team_id: teamId,
  api_app_id: appId,
  event,
  type: 'event_callback',
  event_id: nextId('Ev'),
  event_time: Math.floor(clock.now() / 1_000),
  authorizations: [
    { enterprise_id: null, team_id: teamId, user_id: botUserId, is_bot: true, is_enterprise_install: false },
  ],
  is_ext_shared_channel: false,
});

type PersonalEvent = Exclude<
  SlackWebhookInput,
  { readonly kind: 'json' | 'form' | 'challenge' | 'interaction' | 'button' | 'dialog' | 'command' | 'event' }
>;

/** https://docs.slack.dev/reference/events */
const eventOf = (webhook: PersonalEvent, { teamId, nextTs }: Workspace): object => {
  const { conversationId: channel, userId: user } = webhook;
  const ts = nextTs();
  switch (webhook.kind) {
    case 'message':
    case 'mention': {
      const { text, threadId } = webhook;
      return {
        type: webhook.kind === 'message' ? 'message' : 'app_mention',
        user,
        ts,
        text,
        team: teamId,
        ...(threadId !== undefined && { thread_ts: threadId }),
        channel,
        event_ts: ts,
        ...(webhook.kind === 'message' && { channel_type: channel.startsWith('D') ? 'im' : 'channel' }),
      };
    }
    case 'edit': {
      const before = { type: 'message', user, text: webhook.previousText, ts: webhook.messageId };
      const message = { ...before, text: webhook.text, edited: { user, ts } };
      return {
        type: 'message',
        subtype: 'message_changed',
        channel,
        ts,
        event_ts: ts,
        message,
        previous_message: before,
      };
    }
    case 'deletion': {
      const before = { type: 'message', user, text: '…', ts: webhook.messageId };
      return {
        type: 'message',
        subtype: 'message_deleted',
        channel,
        ts,
        event_ts: ts,
        deleted_ts: webhook.messageId,
        previous_message: before,
      };
    }
    case 'reaction':
    case 'reaction_removal':
      return {
        type: webhook.kind === 'reaction' ? 'reaction_added' : 'reaction_removed',
        user,
        reaction: webhook.emoji,
        item: { type: 'message', channel, ts: webhook.messageId },
        event_ts: ts,
      };
  }
};

const person = (userId: string, { teamId }: Workspace): object => ({
  id: userId,
  username: userId.toLowerCase(),
  name: userId.toLowerCase(),
  team_id: teamId,
});

const responseUrlOf = (path: 'actions' | 'commands', { teamId, nextId }: Workspace): string =>
  `https://hooks.slack.com/${path}/${teamId}/${nextId('')}/sandbox`;

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const pressOf = (webhook: Of<'button'>, workspace: Workspace): object => {
  const { conversationId, messageId, userId, id, value, responseUrl } = webhook;
  return {
    type: 'block_actions',
    user: person(userId, workspace),
    api_app_id: workspace.appId,
    token: 'sandbox',
    container: { type: 'message', message_ts: messageId, channel_id: conversationId, is_ephemeral: false },
    trigger_id: workspace.nextId('trigger.'),
    team: { id: workspace.teamId, domain: 'sandbox' },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: conversationId, name: 'general' },
    message: { type: 'message', user: workspace.botUserId, ts: messageId, text: '…' },
    state: { values: {} },
    response_url: responseUrl ?? responseUrlOf('actions', workspace),
    actions: [
      {
        action_id: id,
        block_id: 'buttons',
        text: { type: 'plain_text', text: id, emoji: true },
        ...(value !== undefined && { value }),
        type: 'button',
        action_ts: workspace.nextTs(),
      },
    ],
  };
};

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
const submissionOf = (webhook: Of<'dialog'>, workspace: Workspace): object => {
  const { callbackId, userId, fields, privateMetadata = '' } = webhook;
  const inputs = Object.entries(fields).map(([name, value]) => [
    name,
    { [name]: { type: 'plain_text_input', value } },
  ]);
  return {
    type: 'view_submission',
    team: { id: workspace.teamId, domain: 'sandbox' },
    user: person(userId, workspace),
    api_app_id: workspace.appId,
    token: 'sandbox',
    trigger_id: workspace.nextId('trigger.'),
    view: {
      id: workspace.nextId('V'),
      team_id: workspace.teamId,
      type: 'modal',
      private_metadata: privateMetadata,
      callback_id: callbackId,
      state: { values: Object.fromEntries(inputs) },
      hash: `${workspace.nextTs()}.sandbox`,
    },
    response_urls: [],
    is_enterprise_install: false,
    enterprise: null,
  };
};

/** https://docs.slack.dev/interactivity/implementing-slash-commands */
const commandOf = (webhook: Of<'command'>, workspace: Workspace): Record<string, string> => {
  const { command, text = '', userId, conversationId, responseUrl } = webhook;
  return {
    token: 'sandbox',
    team_id: workspace.teamId,
    team_domain: 'sandbox',
    channel_id: conversationId,
    channel_name: 'general',
    user_id: userId,
    user_name: userId.toLowerCase(),
    command,
    text,
    api_app_id: workspace.appId,
    is_enterprise_install: 'false',
    response_url: responseUrl ?? responseUrlOf('commands', workspace),
    trigger_id: workspace.nextId('trigger.'),
  };
};
