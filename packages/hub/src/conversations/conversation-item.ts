import {
  laterMessageStatus,
  type MessageStatusType,
  type TouchpointEvents,
  timestampFromMs,
} from '@touchline/core';
import type { PlacedEvent } from '../timeline/placed-event.ts';
import type { ConversationItem } from './conversation.ts';

/** The longest summary. */
const longestSummary = 280;

/** One message, e-mail or call of all events that tell of it, oldest first; undefined where nothing was said. */
export const itemOf = (events: readonly PlacedEvent[]): ConversationItem | undefined => {
  const [first] = events;
  if (!first) return undefined;
  const kind = kindOf(first.event.type);
  const described = {
    message: ofMessage,
    email: ofEmail,
    call: ofCall,
    interaction: ofInteraction,
    assistant: ofIntent,
  }[kind](events);
  return {
    id: first.entry,
    at: timestampFromMs(first.atMs),
    kind,
    channel: first.channel,
    entries: events.map(({ entry }) => entry),
    ...described,
    summary: shortened(described.summary),
  };
};

type Described = Omit<ConversationItem, 'id' | 'at' | 'kind' | 'channel' | 'entries'>;

const kindOf = (type: string): ConversationItem['kind'] => {
  const noun = type.slice(0, type.indexOf('.'));
  if (noun === 'email' || noun === 'call' || noun === 'interaction') return noun;
  return noun === 'intent' ? 'assistant' : 'message';
};

/** The data of the last event of a type that has a part. */
const dataOf = <Type extends keyof TouchpointEvents & string>(
  events: readonly PlacedEvent[],
  ...types: readonly Type[]
): Partial<TouchpointEvents[Type]> | undefined =>
  events.findLast(({ event }) => types.includes(event.type as Type))?.event.data as
    | Partial<TouchpointEvents[Type]>
    | undefined;

const has = (events: readonly PlacedEvent[], type: string): boolean =>
  events.some(({ event }) => event.type === type);

const ofMessage = (events: readonly PlacedEvent[]): Described => {
  const said = dataOf(events, 'message.received', 'message.sent');
  const edited = dataOf(events, 'message.edited');
  const isInbound = has(events, 'message.received');
  let status: MessageStatusType | undefined;
  for (const { event } of events) status = laterMessageStatus(status, event.type);
  const from = typeof said?.from === 'object' ? said.from.displayName : undefined;
  const text = edited?.text ?? said?.text ?? edited?.previousText;
  const isDeleted = has(events, 'message.deleted');
  return {
    direction: isInbound ? 'inbound' : 'outbound',
    summary: isDeleted ? 'Message deleted' : (text ?? attachmentsOf(said?.attachments) ?? 'Message'),
    ...(!isInbound && status && { status: status.slice('message.'.length) }),
    ...(from !== undefined && { from }),
    ...(edited && { isEdited: true }),
    ...(isDeleted && { isDeleted: true }),
  };
};

const attachmentsOf = (attachments: readonly { readonly name?: string | undefined }[] | undefined) =>
  attachments && attachments.length > 0
    ? attachments.map(({ name = 'attachment' }) => `[${name}]`).join(' ')
    : undefined;

const ofEmail = (events: readonly PlacedEvent[]): Described => {
  const received = dataOf(events, 'email.received');
  if (received) {
    const text = [received.subject, received.text].filter((part) => part !== undefined && part !== '');
    return {
      direction: 'inbound',
      summary: text.length > 0 ? text.join(': ') : 'E-mail without a subject',
      ...(received.from?.name !== undefined && { from: received.from.name }),
    };
  }
  const types = events.map(({ event }) => event.type);
  const status = emailStatuses.findLast((type) => types.includes(`email.${type}`));
  const subject = events.map(({ event }) => (event.data as { subject?: string }).subject).find(Boolean);
  return { direction: 'outbound', summary: subject ?? 'E-mail', ...(status && { status }) };
};

/** What becomes of an e-mail; later ones tell more, whatever the order in which they came. */
const emailStatuses = [
  'queued',
  'sent',
  'deferred',
  'failed',
  'dropped',
  'bounced',
  'delivered',
  'opened',
  'clicked',
  'unsubscribed',
  'complained',
] as const;

const ofCall = (events: readonly PlacedEvent[]): Described => {
  const completed = dataOf(events, 'call.completed');
  const directed = events.map(({ event }) => (event.data as { direction?: string }).direction).find(Boolean);
  const status = callStatuses.find(([, type]) => has(events, type))?.[0] ?? 'ringing';
  const spoken =
    dataOf(events, 'call.transcription.available')?.text ??
    events
      .flatMap(({ event }) => {
        const { text, isFinal = true } = event.data as { text?: string; isFinal?: boolean };
        return event.type === 'call.speech.recognized' && isFinal && text ? [text] : [];
      })
      .join(' ');
  const duration = completed?.durationSeconds;
  const what = duration === undefined ? `Call ${status}` : `Call ${status}, ${spokenDuration(duration)}`;
  return {
    direction: directed === 'outbound' ? 'outbound' : 'inbound',
    summary: spoken ? `${what}: ${spoken}` : what,
    status,
  };
};

const callStatuses = [
  ['completed', 'call.completed'],
  ['failed', 'call.failed'],
  ['busy', 'call.busy'],
  ['missed', 'call.no_answer'],
  ['answered', 'call.bridged'],
  ['answered', 'call.answered'],
] as const;

const spokenDuration = (seconds: number): string => {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
};

const ofInteraction = (events: readonly PlacedEvent[]): Described => {
  const { kind = 'interaction', name, value, from } = dataOf(events, 'interaction.received') ?? {};
  return {
    direction: 'inbound',
    summary: [name ?? kind, value].filter((part) => part !== undefined && part !== '').join(': '),
    ...(from?.displayName !== undefined && { from: from.displayName }),
  };
};

const ofIntent = (events: readonly PlacedEvent[]): Described => {
  const { intent = 'intent', utterance } = dataOf(events, 'intent.received') ?? {};
  return { direction: 'inbound', summary: utterance ?? intent };
};

const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= longestSummary ? line : `${line.slice(0, longestSummary - 1).trimEnd()}…`;
};
