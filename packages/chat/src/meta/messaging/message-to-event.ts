import type { MessageReceived } from '@touchline/core';
import { webUrlOf } from '../../web-url.ts';
import { quickReplyToEvent } from './interaction-to-event.ts';
import { draftOf, type MessagingResult, type MessagingTools, personOf } from './map-tools.ts';
import type { MessagingEventOf, MessagingMessage } from './payload.ts';

/**
 * A message of a person; or, as an echo, one of ours, whoever wrote it: this app, another one, or somebody in the inbox. A
 * message that was taken back comes again, as deleted.
 *
 * @see https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages
 * @see https://developers.facebook.com/docs/messenger-platform/instagram/features/webhook
 */
export const messageToEvent = (
  event: MessagingEventOf<'message'>,
  tools: MessagingTools,
): MessagingResult => {
  const { message, sender, recipient, timestamp } = event;
  const isEcho = message.is_echo === true;
  const about = {
    ...personOf(isEcho ? recipient.id : sender.id, tools),
    messageId: message.mid,
  };
  const draft = { ...draftOf(message.mid, timestamp, tools), subject: message.mid };
  if (message.is_deleted)
    return tools.event('message.deleted', {
      ...draft,
      id: `${message.mid}:deleted`,
      data: { ...about, ...(!isEcho && { deletedBy: { id: sender.id } }) },
    });
  if (isEcho)
    return tools.event('message.sent', {
      ...draft,
      data: { ...about, from: sender.id, to: recipient.id, ...contentOf(message) },
    });
  if (message.quick_reply) return quickReplyToEvent(event, message.quick_reply.payload, tools);
  return tools.event('message.received', {
    ...draft,
    data: {
      ...about,
      from: { id: sender.id },
      to: recipient.id,
      ...contentOf(message),
      mentionsYou: true,
    },
  });
};

/** A message that a person rewrote. */
export const editToEvent = (
  { message_edit: edit, sender, timestamp }: MessagingEventOf<'message_edit'>,
  tools: MessagingTools,
): MessagingResult =>
  tools.event('message.edited', {
    ...draftOf(`${edit.mid}:edit:${edit.num_edit ?? timestamp ?? ''}`, timestamp, tools),
    subject: edit.mid,
    data: {
      ...personOf(sender.id, tools),
      messageId: edit.mid,
      from: { id: sender.id },
      ...(edit.text && { text: edit.text }),
    },
  });

/** @see https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-reactions */
export const reactionToEvent = (
  { reaction: { mid, action, emoji, reaction }, sender, timestamp }: MessagingEventOf<'reaction'>,
  tools: MessagingTools,
): MessagingResult => {
  const draft = {
    ...draftOf(`${mid}:${action}:${sender.id}:${timestamp ?? ''}`, timestamp, tools),
    subject: mid,
  };
  const data = { ...personOf(sender.id, tools), messageId: mid, from: { id: sender.id } };
  const shown = (emoji || reaction || '').slice(0, 256);
  if (action === 'unreact')
    return tools.event('reaction.removed', { ...draft, data: { ...data, ...(shown && { emoji: shown }) } });
  if (action !== 'react' || !shown) return tools.ignore(`reaction (${action})`);
  return tools.event('reaction.added', { ...draft, data: { ...data, emoji: shown } });
};

type Content = Pick<MessageReceived, 'text' | 'attachments' | 'location' | 'replyToMessageId' | 'metadata'>;

/** What a message says. The kinds of its attachments, such as `story_mention`, and the story it answers are in the metadata. */
const contentOf = (message: MessagingMessage): Content => {
  const { text, attachments, reply_to: reply } = message;
  const files = (attachments ?? []).flatMap(({ payload }) => {
    const url = webUrlOf(payload?.url);
    return url ? [{ url, ...(payload?.title && { name: payload.title }) }] : [];
  });
  const place = attachments?.find(({ payload }) => payload?.coordinates)?.payload?.coordinates;
  const metadata = metadataOf(message);
  return {
    ...(text && { text }),
    ...(files.length > 0 && { attachments: files }),
    ...(place && { location: { latitude: place.lat, longitude: place.long } }),
    ...(reply?.mid && { replyToMessageId: reply.mid }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
};

const metadataOf = ({
  attachments,
  reply_to: reply,
  referral,
  is_unsupported,
  metadata,
}: MessagingMessage): Record<string, string> => {
  const values = {
    attachment_types: attachments?.map(({ type }) => type).join(','),
    story_id: reply?.story?.id,
    story_url: reply?.story?.url,
    referral_ref: referral?.ref,
    referral_source: referral?.source,
    referral_ad_id: referral?.ad_id,
    unsupported: is_unsupported ? 'true' : undefined,
    metadata,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value ? [[name, value.slice(0, 8_192)]] : [])),
  );
};
