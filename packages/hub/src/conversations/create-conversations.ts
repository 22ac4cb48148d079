import { TouchlineError } from '@touchline/core';
import type { AnchorId } from '../identity/anchor.ts';
import { durationSchema } from '../profile/duration.ts';
import type { Timeline } from '../timeline/create-timeline.ts';
import type { PlacedEvent } from '../timeline/placed-event.ts';
import type { Conversation, ConversationRules } from './conversation.ts';
import { joinConversations } from './join-conversations.ts';
import { conversationTypes } from './said-in-event.ts';

/** Which conversations. */
export interface ConversationQuery {
  /** At most so many, 1 to 100. Default 20. */
  readonly limit?: number;
  /** Goes on where another page ended: its `next`. */
  readonly cursor?: string;
}

/** Conversations, the one in which something happened last first. */
export interface ConversationPage {
  readonly conversations: readonly Conversation[];
  /** Where the next page goes on; absent at the end. */
  readonly next?: string;
  /** True where only the latest 5,000 events were looked at. */
  readonly isCutOff?: true;
}

/** The conversations of people. */
export interface Conversations {
  /** @throws TouchlineError `request.invalid` when the query asks for what there cannot be. */
  read(anchors: readonly AnchorId[], query?: ConversationQuery): Promise<ConversationPage>;
}

/** So many events are looked at: a person who has more is a program. */
const maxEvents = 5_000;

/** @throws TouchlineError `config.invalid` when a rule is none. */
export const createConversations = (
  timeline: Pick<Timeline, 'all'>,
  rules: ConversationRules = {},
): Conversations => {
  const { quietWindow, chatGap } = rules;
  for (const duration of [quietWindow, chatGap])
    if (duration !== undefined && duration !== null && !durationSchema.safeParse(duration).success)
      throw new TouchlineError(
        'config.invalid',
        'The times of conversations must be a minute or more, such as { hours: 4 }.',
      );
  return {
    async read(anchors, { limit = 20, cursor } = {}) {
      if (!(Number.isInteger(limit) && limit >= 1 && limit <= 100))
        throw new TouchlineError('request.invalid', 'A page has 1 to 100 conversations.');
      const after = cursor === undefined ? undefined : placeOf(cursor);
      const events: PlacedEvent[] = [];
      let isCutOff = false;
      for await (const placed of timeline.all(anchors, conversationTypes)) {
        isCutOff = events.length === maxEvents;
        if (isCutOff) break;
        events.push(placed);
      }
      const all = joinConversations(events, rules);
      const rest = after ? all.filter((conversation) => isAfter(conversation, after)) : all;
      const conversations = rest.slice(0, limit);
      const last = conversations.at(-1);
      return {
        conversations,
        ...(rest.length > limit && last && { next: cursorOf(last) }),
        ...(isCutOff && { isCutOff: true }),
      };
    },
  };
};

type Place = Pick<Conversation, 'lastAt' | 'id'>;

const isAfter = (one: Place, other: Place): boolean =>
  one.lastAt === other.lastAt ? one.id < other.id : one.lastAt < other.lastAt;

const cursorOf = ({ lastAt, id }: Place): string => Buffer.from(`${lastAt} ${id}`).toString('base64url');

const placeOf = (cursor: string): Place => {
  const [, lastAt, id] =
    /^(\S{24}) (\S{12})$/.exec(Buffer.from(cursor.slice(0, 100), 'base64url').toString('latin1')) ?? [];
  if (lastAt === undefined || id === undefined)
    throw new TouchlineError(
      'request.invalid',
      'The cursor of conversations is one that a page of them gave.',
    );
  return { lastAt, id };
};
