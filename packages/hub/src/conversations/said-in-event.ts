import type { EventOf, TouchlineEvent, TouchpointEvents } from '@touchline/core';
import type { PlacedEvent } from '../timeline/placed-event.ts';

/** The types of events that conversations are made of. */
export const conversationTypes = [
  'message.*',
  'interaction.received',
  'email.*',
  'call.*',
  'conversation.*',
  'session.*',
  'intent.received',
] as const;

/** What an event means to a conversation. */
export interface Said {
  readonly placed: PlacedEvent;
  /** What it tells of: all events of one key tell of one message, e-mail or call. Undefined: of the conversation as a whole. */
  readonly itemKey: string | undefined;
  /** Whoever shares one of these is in one conversation: replies, threads, legs of a call. */
  readonly ties: readonly string[];
  /** The chat that it is part of, which may go on for years. */
  readonly chat: string | undefined;
  /** The vendor's own idea of a conversation: who differs in it on one channel is in another one. */
  readonly identity: readonly [scope: string, key: string] | undefined;
}

type ConversationEvent = EventOf<
  TouchpointEvents,
  | Extract<
      keyof TouchpointEvents,
      | `message.${string}`
      | `email.${string}`
      | `call.${string}`
      | `conversation.${string}`
      | `session.${string}`
    >
  | 'interaction.received'
  | 'intent.received'
>;

/** Reads what an event means to a conversation. */
export const saidIn = (placed: PlacedEvent): Said | undefined => {
  const event = placed.event as TouchlineEvent & ConversationEvent;
  const { source, type, data } = event;
  const said = (parts: Partial<Omit<Said, 'placed'>>): Said => ({
    placed,
    itemKey: undefined,
    ties: [],
    chat: undefined,
    identity: undefined,
    ...parts,
  });
  const scope = `${source} ${placed.channel}`;
  if (type.startsWith('message.') || type === 'interaction.received') {
    const message = data as Partial<TouchpointEvents['message.received']> & { interactionId?: string };
    const own = message.messageId === undefined ? undefined : `message ${source} ${message.messageId}`;
    const answered = message.replyToMessageId;
    const chat = message.conversationId === undefined ? undefined : `chat ${scope} ${message.conversationId}`;
    const thread = message.threadId === undefined ? undefined : `${chat ?? scope} ${message.threadId}`;
    return said({
      itemKey: type === 'interaction.received' ? `interaction ${source} ${message.interactionId}` : own,
      ties: present(own, answered === undefined ? undefined : `message ${source} ${answered}`, thread),
      // What is said in a thread of a room is not said in the room.
      chat: thread ?? chat,
      identity: (thread ?? chat) === undefined ? undefined : [scope, (thread ?? chat) as string],
    });
  }
  if (type === 'email.received') {
    const { messageId, inReplyTo, references = [] } = data as TouchpointEvents['email.received'];
    const earlier = present(references[0], inReplyTo, ...references.slice(1)).flatMap(mailTies);
    return said({
      itemKey: `email ${messageId}`,
      ties: [...mailTies(messageId), ...earlier],
      identity: earlier[0] === undefined ? undefined : ['email', earlier[0]],
    });
  }
  if (type.startsWith('email.')) {
    const { messageId } = data as TouchpointEvents['email.sent'];
    return said({ itemKey: `email ${messageId}`, ties: mailTies(messageId) });
  }
  if (type.startsWith('call.')) {
    const call = data as TouchpointEvents['call.bridged'];
    const key = (id: string | undefined) => (id === undefined ? undefined : `call ${source} ${id}`);
    return said({
      itemKey: key(call.parentCallId ?? call.callId),
      ties: present(key(call.callId), key(call.parentCallId), key(call.otherCallId)),
    });
  }
  if (type.startsWith('conversation.')) {
    const { conversationId } = data as TouchpointEvents['conversation.created'];
    const chat = `chat ${scope} ${conversationId}`;
    return said({ chat, ties: [chat], identity: [scope, chat] });
  }
  if (type.startsWith('session.') || type === 'intent.received') {
    const { sessionId } = data as TouchpointEvents['session.started'];
    const session = `session ${source} ${sessionId}`;
    return said({
      itemKey: type === 'intent.received' ? `${session} ${placed.entry}` : undefined,
      ties: [session],
    });
  }
  return undefined;
};

/**
 * A Message-ID as replies name it, and its left part alone: some vendors call a message by that. Left parts that are short are no
 * names.
 */
const mailTies = (id: string): readonly string[] => {
  const whole = id.replace(/^<|>$/g, '');
  const left = whole.slice(0, Math.max(0, whole.lastIndexOf('@')));
  return [`email ${whole}`, ...(left.length >= 12 ? [`email ${left}`] : [])];
};

const present = (...texts: readonly (string | undefined)[]): readonly string[] =>
  texts.filter((text) => text !== undefined);
