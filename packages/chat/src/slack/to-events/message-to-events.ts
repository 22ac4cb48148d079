import type { MessageReceived } from '@touchline/core';
import { webUrlOf } from '../../web-url.ts';
import type { SlackEventBody, SlackEventOf } from '../payload/event.ts';
import type { SlackMessage } from '../payload/message.ts';
import { readableText } from '../text.ts';
import { accountOf, customerOf, draftOf, messageSubject, timeOf } from './draft-parts.ts';
import type { SlackResult, SlackTools } from './map-tools.ts';

/**
 * A message that somebody wrote. One of the app's own is `message.sent`, so that nothing answers itself; those of other bots
 * are received, with `isBot` set.
 *
 * A mention comes twice, as `message` and as `app_mention`, in either order and with different event ids. Both become the
 * same event, with an id made of conversation and message, so the second is known for a duplicate. For the same reason
 * `mentionsYou` is read from the text, not from the kind of event.
 *
 * @see https://docs.slack.dev/reference/events/app_mention
 */
export const writtenMessage = (
  event: SlackEventOf<'message'>,
  body: SlackEventBody,
  tools: SlackTools,
): SlackResult | undefined => {
  const { channel, ts } = event;
  const from = authorOf(event);
  if (!channel || !ts || !from) return undefined;
  const isOwn = isOurs(event, body);
  const draft = {
    id: `message:${messageSubject(channel, ts)}`,
    time: timeOf(tools.request, ts, body.event_time),
    subject: messageSubject(channel, ts),
    ...accountOf(body.team_id, body.enterprise_id),
  };
  const message = { ...identityOf(event, channel, ts), ...contentOf(event), to: channel };
  if (isOwn) return tools.event('message.sent', { ...draft, data: { ...message, from: from.id } });
  return tools.event('message.received', {
    ...draft,
    data: { ...message, ...personOf(from), from, mentionsYou: mentionsUs(event, body) },
  });
};

/**
 * A message that is different now. Slack says so too when it has only unfurled a link, or counted a reply; and where a
 * message with replies was deleted, it is changed into a tombstone.
 *
 * @see https://docs.slack.dev/reference/events/message/message_changed
 */
export const changedMessage = (
  event: SlackEventOf<'message_changed'>,
  body: SlackEventBody,
  tools: SlackTools,
): SlackResult | undefined => {
  const { channel, message, previous_message: previous } = event;
  if (!channel || !message.ts) return undefined;
  if (message.subtype === 'tombstone')
    return goneMessage(message.ts, previous ?? message, event, body, tools);
  if (message.text === previous?.text && message.edited?.ts === previous?.edited?.ts)
    return tools.ignore('message_changed (same words)');
  const from = authorOf(message);
  return tools.event('message.edited', {
    ...draftOf(event, body, tools, messageSubject(channel, message.ts)),
    subject: messageSubject(channel, message.ts),
    data: {
      ...identityOf(message, channel, message.ts),
      ...(from && { ...personOf(from), from }),
      ...contentOf(message),
      ...(previous?.text && { previousText: readableText(previous.text) }),
    },
  });
};

/** A message that was taken back. Slack does not say by whom. */
export const deletedMessage = (
  event: SlackEventOf<'message_deleted'>,
  body: SlackEventBody,
  tools: SlackTools,
): SlackResult | undefined => {
  if (!event.channel || !event.deleted_ts) return undefined;
  return goneMessage(event.deleted_ts, event.previous_message, event, body, tools);
};

const goneMessage = (
  ts: string,
  previous: SlackMessage | null | undefined,
  event: SlackEventOf<'message_deleted' | 'message_changed'>,
  body: SlackEventBody,
  tools: SlackTools,
): SlackResult => {
  const author = previous ? authorOf(previous) : undefined;
  return tools.event('message.deleted', {
    ...draftOf(event, body, tools, messageSubject(event.channel, ts)),
    subject: messageSubject(event.channel, ts),
    data: { ...identityOf(previous ?? {}, event.channel, ts), ...(author && personOf(author)) },
  });
};

type Author = MessageReceived['from'];

const authorOf = ({ user, bot_id, bot_profile, username }: Partial<SlackMessage>): Author | undefined => {
  const id = user ?? bot_id;
  if (id === undefined) return undefined;
  const displayName = username ?? bot_profile?.name;
  return { id, ...(displayName && { displayName }), isBot: bot_id !== undefined || id === slackbot };
};

/** Slack's own bot, in every workspace; it has no bot id. */
const slackbot = 'USLACKBOT';

/** The person an event is about; a program is none. */
const personOf = ({ id, isBot }: Author) => (isBot ? {} : { customer: customerOf(id) });

const isOurs = (
  { app_id, bot_profile, user }: SlackEventOf<'message'>,
  { api_app_id, authorizations }: SlackEventBody,
): boolean => {
  const author = app_id ?? bot_profile?.app_id;
  if (author !== undefined && api_app_id !== undefined) return author === api_app_id;
  return authorizations?.some(({ user_id, is_bot }) => is_bot && user_id && user_id === user) ?? false;
};

const mentionsUs = (
  { kind, channel_type, text = '' }: SlackEventOf<'message'>,
  { authorizations }: SlackEventBody,
): boolean =>
  kind === 'app_mention' ||
  channel_type === 'im' ||
  (authorizations ?? []).some(
    ({ user_id, is_bot }) =>
      is_bot && user_id && (text.includes(`<@${user_id}>`) || text.includes(`<@${user_id}|`)),
  );

const identityOf = ({ thread_ts }: Partial<SlackMessage>, channel: string, ts: string) => ({
  messageId: ts,
  channel: 'slack',
  conversationId: channel,
  ...(thread_ts && { threadId: thread_ts }),
});

const contentOf = ({ text, files }: SlackMessage) => ({
  ...(text && { text: readableText(text) }),
  ...(files?.length && { attachments: files.map(attachmentOf) }),
});

const attachmentOf = (file: NonNullable<SlackMessage['files']>[number]) => {
  const url = webUrlOf(file.url_private_download) ?? webUrlOf(file.url_private);
  const isSize = Number.isSafeInteger(file.size) && Number(file.size) >= 0;
  return {
    ...(file.name && { name: file.name }),
    ...(file.mimetype && { contentType: file.mimetype.slice(0, 256) }),
    ...(isSize && { sizeBytes: Number(file.size) }),
    ...(url && { url }),
  };
};
