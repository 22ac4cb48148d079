import { z } from 'zod';
import { slackMessage } from './message.ts';
import { said } from './said.ts';

/**
 * The events that are read. A field that must be there may still be empty: what is then missing is for the map to judge,
 * while a field that is gone or of another type is a change of Slack's that somebody must look at.
 *
 * @see https://docs.slack.dev/reference/events
 */
const inConversation = { channel: z.string(), event_ts: said };

const aboutMessage = {
  item: z.object({ type: z.string(), channel: said, ts: said }),
  user: z.string(),
  reaction: z.string(),
  event_ts: said,
};

const membership = { ...inConversation, user: z.string() };

const knownEvent = z.discriminatedUnion('kind', [
  slackMessage.extend({
    kind: z.literal(['message', 'app_mention']),
    ...inConversation,
    ts: z.string(),
    channel_type: said,
  }),
  z.object({
    kind: z.literal('message_changed'),
    ...inConversation,
    message: slackMessage,
    previous_message: slackMessage.nullish(),
  }),
  z.object({
    kind: z.literal('message_deleted'),
    ...inConversation,
    deleted_ts: z.string(),
    previous_message: slackMessage.nullish(),
  }),
  z.object({ kind: z.literal(['reaction_added', 'reaction_removed']), ...aboutMessage }),
  z.object({ kind: z.literal('member_joined_channel'), ...membership, inviter: said }),
  z.object({ kind: z.literal('member_left_channel'), ...membership }),
  z.object({
    kind: z.literal('channel_created'),
    channel: z.object({ id: z.string(), name: said, creator: said }),
    event_ts: said,
  }),
  z.object({ kind: z.literal('im_created'), channel: z.object({ id: said }), user: said, event_ts: said }),
  z.object({
    kind: z.literal([
      'channel_archive',
      'group_archive',
      'channel_deleted',
      'group_deleted',
      'channel_unarchive',
      'group_unarchive',
    ]),
    ...inConversation,
    user: said,
  }),
  z.object({ kind: z.literal('app_uninstalled'), event_ts: said }),
  z.object({
    kind: z.literal('tokens_revoked'),
    tokens: z.object({ bot: z.array(z.string()).nullish() }),
    event_ts: said,
  }),
  z.object({ kind: z.literal('other'), name: z.string() }),
]);

const knownKinds: ReadonlySet<unknown> = new Set(
  knownEvent.options.flatMap((option) => [...option.shape.kind.values]).filter((kind) => kind !== 'other'),
);

/** An event by its kind: its type, or what Slack calls the subtype where that makes it a thing of its own. */
export const slackEvent = z.preprocess((event) => {
  if (typeof event !== 'object' || event === null) return event;
  const { type, subtype } = event as { readonly type?: unknown; readonly subtype?: unknown };
  if (type !== 'message' || !subtype || ordinarySubtypes.has(subtype))
    return knownKinds.has(type) ? { ...event, kind: type } : { kind: 'other', name: type };
  return changingSubtypes.has(subtype) ? { ...event, kind: subtype } : { kind: 'other', name: subtype };
}, knownEvent);

/**
 * Messages that somebody wrote. The other subtypes change an older message, or are notes of the channel's about itself
 * (`channel_join`, `channel_archive`, …). Some notes are called like the events that Slack sends beside them: were both
 * taken, a channel would be closed twice.
 *
 * @see https://docs.slack.dev/reference/events/message
 */
const ordinarySubtypes: ReadonlySet<unknown> = new Set([
  'bot_message',
  'file_share',
  'me_message',
  'thread_broadcast',
]);

const changingSubtypes: ReadonlySet<unknown> = new Set(['message_changed', 'message_deleted']);

/** See {@link slackEvent}. */
export type SlackEvent = z.output<typeof slackEvent>;

/** What `Kind` of event looks like. */
export type SlackEventOf<Kind extends SlackEvent['kind']> = OfKind<SlackEvent, Kind>;

/** `Extract` does not do: one shape may serve several kinds. */
type OfKind<Event extends SlackEvent, Kind> = Event extends SlackEvent
  ? [Event['kind'] & Kind] extends [never]
    ? never
    : Event
  : never;

/**
 * What is posted as JSON: an event in its wrapper, or a word of Slack's own with none.
 *
 * @see https://docs.slack.dev/apis/events-api/#callback-field
 */
export const slackEventBody = z.object({
  type: said,
  /** Only of `url_verification`. */
  challenge: z.string().max(4_096).optional(),
  team_id: said,
  enterprise_id: said,
  api_app_id: said,
  event_id: said,
  event_time: z.number().nullish(),
  authorizations: z.array(z.object({ user_id: said, is_bot: z.boolean().nullish() })).nullish(),
  event: slackEvent.optional(),
});

/** See {@link slackEventBody}. */
export interface SlackEventBody extends z.output<typeof slackEventBody> {}
