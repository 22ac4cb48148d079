import { matchesPattern, type TouchlineEvent, valueAt } from '@touchline/core';

/** Says of some events which channel they belong to; the first rule that fits decides. Data: it can be stored. */
export interface ChannelRule {
  /** Patterns of event types: `acme.kiosk.*`. */
  readonly on: string | readonly string[];
  /** The beginning of the event's source: `/connectors/kiosk`. Absent: any source. */
  readonly source?: string;
  /** The channel: `kiosk`. */
  readonly channel: string;
}

/** From an event to its channel. */
export type ChannelOf = (event: TouchlineEvent) => string;

/** The longest name of a channel that is taken from an event. */
const longestChannel = 64;

/**
 * Makes the one function that says which channel an event belongs to, by its type and its source: `email`, `sms` and the names of
 * other messengers, `chat`, `voice`, `assistant`, `web`, `commerce`, `payments`, `crm`, `device`, `audience`; `other` where
 * nothing tells. Messages and conversations name their channel themselves. Pure.
 *
 * @param rules yours come first, so they may also move events of Touchline's own.
 */
export const createChannelOf = (rules: readonly ChannelRule[] = []): ChannelOf => {
  const own = rules.map(({ on, source, channel }) => ({ patterns: [on].flat(), source, channel }));
  return (event) => {
    for (const { patterns, source, channel } of own)
      if (
        (source === undefined || event.source.startsWith(source)) &&
        patterns.some((pattern) => matchesPattern(pattern, event.type))
      )
        return channel;
    const noun = event.type.slice(0, event.type.indexOf('.'));
    // Only an own key: a type may be called `constructor.made`.
    const byNoun = Object.hasOwn(channels, noun) ? channels[noun as keyof typeof channels] : undefined;
    // A consent or a ticket tells of a channel, but comes from where consents and tickets are kept.
    if (byNoun !== undefined && !namesItsChannel.has(noun)) return byNoun;
    return namedChannel(event) ?? byNoun ?? 'other';
  };
};

/** What an event says of itself, where it says it in a form that can be one. */
const namedChannel = (event: TouchlineEvent): string | undefined => {
  const channel = valueAt(event.data, ['channel']);
  if (typeof channel !== 'string') return undefined;
  const name = channel.trim().toLowerCase();
  return name !== '' && name.length <= longestChannel ? name : undefined;
};

/** The nouns of the types whose `data.channel` is the channel that they came by. */
const namesItsChannel: ReadonlySet<string> = new Set([
  'message',
  'reaction',
  'interaction',
  'conversation',
  'member',
  'channel',
]);

/** By the noun of the type. */
const channels = {
  email: 'email',
  message: 'chat',
  reaction: 'chat',
  interaction: 'chat',
  conversation: 'chat',
  member: 'chat',
  channel: 'chat',
  call: 'voice',
  session: 'assistant',
  intent: 'assistant',
  page: 'web',
  form: 'web',
  cart: 'commerce',
  checkout: 'commerce',
  order: 'commerce',
  payment: 'payments',
  payment_method: 'payments',
  refund: 'payments',
  dispute: 'payments',
  payout: 'payments',
  subscription: 'payments',
  invoice: 'payments',
  profile: 'crm',
  contact: 'crm',
  company: 'crm',
  deal: 'crm',
  lead: 'crm',
  ticket: 'crm',
  activity: 'crm',
  note: 'crm',
  association: 'crm',
  telemetry: 'device',
  device: 'device',
  command: 'device',
  audience: 'audience',
} as const;
