import {
  type IgnoredEvent,
  type InboundTools,
  type MappedEvent,
  type TouchpointEvents,
  timestampFromSeconds,
} from '@touchline/core';
import { botIdOf, type TelegramSettings } from '../config.ts';
import type { TelegramChat, TelegramUser } from '../payload/people.ts';

type Given = Pick<
  InboundTools<TouchpointEvents, TelegramSettings>,
  'event' | 'ignore' | 'config' | 'receivedAt'
>;

/** What Telegram's maps work with. */
export interface TelegramTools extends Pick<Given, 'event' | 'ignore'> {
  readonly botId: string;
  /** Id, time, account and number of an event: `part` tells apart the events of one update. */
  readonly draft: (seconds: number | null | undefined, part?: string) => TelegramDraft;
}

/** What every event of an update has. */
export interface TelegramDraft {
  readonly id: string;
  readonly time: string;
  readonly account: string;
  readonly sequence: string;
}

/** What becomes of an update. */
export type TelegramResult = MappedEvent | IgnoredEvent;

/** The tools for one update. */
export const toolsOf = (updateId: string, { event, ignore, config, receivedAt }: Given): TelegramTools => {
  const botId = botIdOf(config);
  return {
    event,
    ignore,
    botId,
    draft: (seconds, part) => ({
      id: part === undefined ? updateId : `${updateId}:${part}`,
      time:
        seconds && seconds > 0 && seconds < latest ? timestampFromSeconds(seconds) : receivedAt.toISOString(),
      account: botId,
      sequence: updateId,
    }),
  };
};

/** The end of the year 9999. */
const latest = 253_402_300_799;

/** Somebody who takes part. */
export const participantOf = (user: TelegramUser): { id: string; displayName?: string; isBot: boolean } => {
  const displayName = nameOf(user);
  return { id: user.id, ...(displayName && { displayName }), isBot: user.is_bot === true };
};

/** A channel, or a group whose administrator hides behind it. */
export const chatAsParticipant = ({ id, title }: TelegramChat): { id: string; displayName?: string } => ({
  id,
  ...(title && { displayName: title }),
});

/** The person an event is about; a bot is none. */
export const personOf = (user: TelegramUser | null | undefined) => {
  if (!user || user.is_bot) return {};
  const name = nameOf(user)?.slice(0, 512);
  return { customer: { externalIds: { telegram: user.id }, ...(name && { name }) } };
};

/** What Telegram calls a message: a number that is unique in its chat alone. */
export const messageSubject = (chatId: string, messageId: string): string => `${chatId}:${messageId}`;

const nameOf = ({ first_name, last_name, username }: TelegramUser): string | undefined =>
  [first_name, last_name].filter(Boolean).join(' ') || username || undefined;
