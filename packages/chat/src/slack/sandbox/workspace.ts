import { type Clock, systemClock } from '@touchline/core';

/** What a sandbox is made with. */
export interface SlackSandboxOptions {
  /** The token that the API takes. */
  readonly botToken: string;
  /** The secret that webhooks are signed with. */
  readonly signingSecret: string;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
  /** The conversations that there are. Default: `C0GENERAL1`. */
  readonly conversationIds?: readonly string[];
}

/** A message of a sandbox, in Slack's own shape. */
export interface SandboxMessage {
  readonly type: 'message';
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly bot_id: string;
  readonly app_id: string;
  readonly team: string;
  readonly text: string;
  readonly thread_ts?: string;
  readonly blocks?: unknown;
  readonly attachments?: unknown;
  readonly metadata?: unknown;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly reactions?: readonly { readonly name: string; readonly users: readonly string[] }[];
}

/** A workspace in memory, with one app in it. */
export interface Workspace {
  readonly teamId: string;
  readonly teamName: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly botToken: string;
  readonly signingSecret: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly conversations: Map<string, { isArchived: boolean }>;
  /** By conversation and time: `C0GENERAL1:1763717400.000001`. */
  readonly messages: Map<string, SandboxMessage>;
  /** What was posted to response URLs, in order. */
  readonly responses: { readonly path: string; readonly body: unknown }[];
  /** A new id, the same in every run: `Ev00000001`. */
  readonly nextId: (prefix: string) => string;
  /** A new time, which is also the id of a message: `1763717400.000001`. */
  readonly nextTs: () => string;
}

/** Makes an empty workspace. */
export const createWorkspace = ({
  botToken,
  signingSecret,
  clock = systemClock,
  conversationIds = ['C0GENERAL1'],
}: SlackSandboxOptions): Workspace => {
  let count = 0;
  let lastTsMicros = 0;
  const next = (digits: number): string => String(++count).padStart(digits, '0');
  return {
    teamId: 'T0SANDBOX1',
    teamName: 'Sandbox',
    appId: 'A0SANDBOX1',
    botId: 'B0SANDBOX1',
    botUserId: 'U0SANDBOX1',
    botToken,
    signingSecret,
    clock,
    conversations: new Map(conversationIds.map((id) => [id, { isArchived: false }])),
    messages: new Map(),
    responses: [],
    nextId: (prefix) => `${prefix}${next(8)}`,
    nextTs: () => {
      lastTsMicros = Math.max(lastTsMicros, clock.now() * 1_000) + 1;
      return (lastTsMicros / 1_000_000).toFixed(6);
    },
  };
};
