import { type Clock, systemClock } from '@touchline/core';

/** What a sandbox is made with. */
export interface TelegramSandboxOptions {
  /** The token that the API takes. */
  readonly botToken: string;
  /** What webhooks show. */
  readonly secretToken: string;
  /** Default: the machine's clock. */
  readonly clock?: Pick<Clock, 'now'>;
  /** The chats that there are, people's among them. Default: every chat with a positive id. */
  readonly chatIds?: readonly number[];
  /** People who have blocked the bot. */
  readonly blockedBy?: readonly number[];
}

/** A message of the bot's. */
export interface SandboxMessage {
  readonly message_id: number;
  readonly chat: { readonly id: number; readonly type: string };
  readonly date: number;
  /** The parameters it was sent with. */
  readonly sent: Readonly<Record<string, unknown>>;
  readonly method: string;
  readonly reaction?: readonly unknown[];
}

/** An update as it is posted. */
export interface SandboxUpdate {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

/** A bot in memory. */
export interface Bot {
  readonly botId: number;
  readonly botUsername: string;
  readonly botToken: string;
  readonly secretToken: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly hasChat: (chatId: number) => boolean;
  readonly isBlockedBy: (chatId: number) => boolean;
  /** By chat and number: `927485618:1`. */
  readonly messages: Map<string, SandboxMessage>;
  /** Answers to callback queries, in order. */
  readonly answers: Readonly<Record<string, unknown>>[];
  /** What `getUpdates` has not forgotten yet. */
  readonly updates: SandboxUpdate[];
  /** Where updates are posted; undefined where no webhook is set. */
  webhookUrl: string | undefined;
  /** A new number, the same in every run. */
  readonly nextId: () => number;
}

/** Makes a bot that nothing happened to yet. */
export const createBot = ({
  botToken,
  secretToken,
  clock = systemClock,
  chatIds,
  blockedBy = [],
}: TelegramSandboxOptions): Bot => {
  let count = 0;
  return {
    botId: Number(botToken.split(':', 1)[0]),
    botUsername: 'sandbox_bot',
    botToken,
    secretToken,
    clock,
    hasChat: (chatId) => chatIds?.includes(chatId) ?? chatId > 0,
    isBlockedBy: (chatId) => blockedBy.includes(chatId),
    messages: new Map(),
    answers: [],
    updates: [],
    webhookUrl: undefined,
    nextId: () => ++count,
  };
};
