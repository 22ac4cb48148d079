import { type TouchpointEvents, timestampFromMs } from '@touchline/core';
import { msOf } from '../profile/duration.ts';
import type { PlacedEvent } from '../timeline/placed-event.ts';
import { isNewer } from '../timeline/timeline-order.ts';
import type { Conversation, ConversationItem, ConversationRules } from './conversation.ts';
import { itemOf } from './conversation-item.ts';
import { type Said, saidIn } from './said-in-event.ts';
import { tieTogether } from './tie-together.ts';

/** What belongs together. */
interface Thread {
  /** Oldest first. */
  said: readonly Said[];
}

/**
 * Joins the events of one person into conversations, the one in which something happened last first. What vendors say comes first:
 * replies, threads, conversations, legs of a call. What is left to nobody's word joins what was said shortly before, on whatever
 * channel, unless that was closed or is said to be another conversation of the same channel. Pure: the same events give the same
 * conversations, whatever their order.
 */
export const joinConversations = (
  events: readonly PlacedEvent[],
  { quietWindow = { hours: 4 }, chatGap = { days: 3 } }: ConversationRules = {},
): readonly Conversation[] => {
  const said = events
    .flatMap((placed) => saidIn(placed) ?? [])
    .sort((one, other) => (isNewer(one.placed, other.placed) ? 1 : -1));
  const threads = tieTogether(said, msOf(chatGap))
    .filter(isConversation)
    .map((pieces): Thread => ({ said: pieces }));
  const joined = quietWindow === null ? threads : joinQuiet(threads, msOf(quietWindow));
  return joined
    .flatMap(({ said: pieces }) => conversationOf(pieces) ?? [])
    .filter(({ items }) => items.length === 0 || !items.every(isUnanswered))
    .sort((one, other) =>
      one.lastAt === other.lastAt ? (one.id < other.id ? 1 : -1) : one.lastAt < other.lastAt ? 1 : -1,
    );
};

/** What tells only how far messages came, and of none that is known, is no conversation. */
const isConversation = (pieces: readonly Said[]): boolean =>
  pieces.some(
    ({ itemKey, placed }) => itemKey !== undefined || placed.event.type.startsWith('conversation.'),
  );

/** An e-mail that you sent and nobody answered begins no conversation: most of them are receipts and newsletters. */
const isUnanswered = ({ kind, direction }: ConversationItem): boolean =>
  kind === 'email' && direction === 'outbound';

const joinQuiet = (threads: readonly Thread[], quietMs: number): readonly Thread[] => {
  const joined: Thread[] = [];
  for (const thread of threads) {
    const startMs = thread.said[0]?.placed.atMs ?? 0;
    let nearest: Thread | undefined;
    let nearestMs = Number.NEGATIVE_INFINITY;
    for (const other of joined) {
      const lastMs = lastBefore(other, startMs);
      if (lastMs === undefined || lastMs < startMs - quietMs || lastMs <= nearestMs) continue;
      if (isClosedAt(other.said, startMs) || differ(thread.said, other.said)) continue;
      nearest = other;
      nearestMs = lastMs;
    }
    if (nearest)
      nearest.said = [...nearest.said, ...thread.said].sort((one, other) =>
        isNewer(one.placed, other.placed) ? 1 : -1,
      );
    else joined.push({ ...thread });
  }
  return joined;
};

/** When something was last said in a thread, up to a time. */
const lastBefore = ({ said }: Thread, untilMs: number): number | undefined =>
  said.findLast(({ placed, itemKey }) => itemKey !== undefined && placed.atMs <= untilMs)?.placed.atMs;

const isClosedAt = (said: readonly Said[], atMs: number): boolean =>
  said.findLast(
    ({ placed }) =>
      placed.atMs <= atMs && /^conversation\.(closed|reopened|created)$/.test(placed.event.type),
  )?.placed.event.type === 'conversation.closed';

/** Whether a vendor says that they are two. */
const differ = (one: readonly Said[], other: readonly Said[]): boolean => {
  const ours = identitiesOf(one);
  for (const [scope, keys] of identitiesOf(other)) {
    const same = ours.get(scope);
    if (same && ![...keys].some((key) => same.has(key))) return true;
  }
  return false;
};

const identitiesOf = (said: readonly Said[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const identities = new Map<string, Set<string>>();
  for (const { identity } of said)
    if (identity) identities.set(identity[0], (identities.get(identity[0]) ?? new Set()).add(identity[1]));
  return identities;
};

const conversationOf = (said: readonly Said[]): Conversation | undefined => {
  const byItem = new Map<string, PlacedEvent[]>();
  for (const { itemKey, placed } of said) {
    if (itemKey === undefined) continue;
    const list = byItem.get(itemKey);
    if (list) list.push(placed);
    else byItem.set(itemKey, [placed]);
  }
  const items = [...byItem.values()].flatMap(
    (events) => itemOf([...events, ...receiptsFor(events, said)]) ?? [],
  );
  const [first] = said;
  const last = said.at(-1);
  if (!first || !last) return undefined;
  return {
    id: first.placed.entry,
    startedAt: timestampFromMs(first.placed.atMs),
    lastAt: timestampFromMs(last.placed.atMs),
    ...lifeOf(said),
    channels: [...new Set(items.map(({ channel }) => channel))],
    items,
  };
};

/** Receipts that name no message but say that all of yours arrived, or were read, until then. */
const receiptsFor = (events: readonly PlacedEvent[], said: readonly Said[]): readonly PlacedEvent[] => {
  const sent = events.find(({ event }) => event.type === 'message.sent');
  if (!sent) return [];
  const chat = said.find(({ placed }) => placed === sent)?.chat;
  return said.flatMap(({ placed, itemKey, chat: other }) => {
    const { upTo } = placed.event.data as { upTo?: string };
    return itemKey === undefined && upTo !== undefined && other === chat && Date.parse(upTo) >= sent.atMs
      ? [placed]
      : [];
  });
};

/** Who has it, and whether it is closed: what was said of it last. */
const lifeOf = (said: readonly Said[]) => {
  const life = said.map(({ placed }) => placed.event).filter(({ type }) => type.startsWith('conversation.'));
  const state = life.findLast(({ type }) => /\.(closed|reopened|created)$/.test(type));
  const closed =
    state?.type === 'conversation.closed'
      ? (state.data as TouchpointEvents['conversation.closed'])
      : undefined;
  const assigned = life.findLast(({ type }) => type === 'conversation.assigned')?.data as
    | TouchpointEvents['conversation.assigned']
    | undefined;
  const subject =
    life.map(({ data }) => (data as { subject?: string }).subject).find(Boolean) ??
    said.map(({ placed }) => (placed.event.data as { subject?: string }).subject).find(Boolean);
  return {
    status: closed ? ('closed' as const) : ('open' as const),
    ...(closed?.reason !== undefined && { closedFor: closed.reason }),
    ...(subject !== undefined && { subject }),
    ...(assigned?.assignee && { assignee: assigned.assignee }),
    ...(assigned?.teamId !== undefined && { teamId: assigned.teamId }),
  };
};
