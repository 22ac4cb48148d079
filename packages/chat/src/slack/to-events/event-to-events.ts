import type { SlackEvent, SlackEventBody, SlackEventOf } from '../payload/event.ts';
import { customerOf, draftOf, messageSubject } from './draft-parts.ts';
import type { SlackResult, SlackTools } from './map-tools.ts';
import { changedMessage, deletedMessage, writtenMessage } from './message-to-events.ts';

/**
 * From the Events API to unified events. Of a membership, and of a channel's end, Slack sends an event and a note in the
 * channel: the note (`channel_join`, `channel_archive`, …) is ignored. `team_join` is ignored as well: nobody joined a conversation yet.
 */
export const eventToEvents = (body: SlackEventBody, tools: SlackTools): readonly SlackResult[] => {
  const { event } = body;
  if (event === undefined) return [tools.ignore(body.type ?? 'untyped')];
  const result = mapped(event, body, tools);
  return [result ?? tools.ignore(`${event.kind} (blank)`)];
};

/** Undefined when the fields it takes are there but empty, as in the samples that Slack publishes. */
const mapped = (event: SlackEvent, body: SlackEventBody, tools: SlackTools): SlackResult | undefined => {
  switch (event.kind) {
    case 'message':
    case 'app_mention':
      return writtenMessage(event, body, tools);
    case 'message_changed':
      return changedMessage(event, body, tools);
    case 'message_deleted':
      return deletedMessage(event, body, tools);
    case 'reaction_added':
    case 'reaction_removed':
      return reaction(event, body, tools);
    case 'member_joined_channel':
    case 'member_left_channel':
      return membership(event, body, tools);
    case 'channel_created':
      return createdConversation(event, body, tools);
    case 'im_created':
      return createdDirectConversation(event, body, tools);
    case 'channel_unarchive':
    case 'group_unarchive':
    case 'channel_archive':
    case 'group_archive':
    case 'channel_deleted':
    case 'group_deleted':
      return closedOrReopened(event, body, tools);
    case 'app_uninstalled':
    case 'tokens_revoked':
      return uninstalled(event, body, tools);
    case 'other':
      return tools.ignore(event.name);
  }
};

const reaction = (
  event: SlackEventOf<'reaction_added'>,
  body: SlackEventBody,
  tools: SlackTools,
): SlackResult | undefined => {
  const { item, user, reaction: emoji } = event;
  if (item.type !== 'message') return tools.ignore(`${event.kind} of ${item.type}`);
  if (!item.channel || !item.ts || !user || !emoji) return undefined;
  return tools.event(event.kind === 'reaction_added' ? 'reaction.added' : 'reaction.removed', {
    ...draftOf(event, body, tools, `${item.channel}:${item.ts}:${user}:${emoji}`),
    subject: messageSubject(item.channel, item.ts),
    data: {
      customer: customerOf(user),
      channel: 'slack',
      messageId: item.ts,
      emoji,
      conversationId: item.channel,
      from: { id: user },
    },
  });
};

const membership = (
  event: SlackEventOf<'member_joined_channel'> | SlackEventOf<'member_left_channel'>,
  body: SlackEventBody,
  tools: SlackTools,
): SlackResult | undefined => {
  const { channel, user } = event;
  if (!channel || !user) return undefined;
  const draft = { ...draftOf(event, body, tools, `${channel}:${user}`), subject: channel };
  const data = {
    customer: customerOf(user),
    conversationId: channel,
    channel: 'slack',
    member: { id: user },
  };
  if (event.kind === 'member_left_channel') return tools.event('member.left', { ...draft, data });
  return tools.event('member.joined', {
    ...draft,
    data: { ...data, ...(event.inviter && { invitedBy: { id: event.inviter } }) },
  });
};

const createdConversation = (
  event: SlackEventOf<'channel_created'>,
  body: SlackEventBody,
  tools: SlackTools,
): SlackResult | undefined => {
  const { id, name, creator } = event.channel;
  if (!id) return undefined;
  return tools.event('conversation.created', {
    ...draftOf(event, body, tools, id),
    subject: id,
    data: {
      conversationId: id,
      channel: 'slack',
      ...(name && { subject: name }),
      ...(creator && { startedBy: { id: creator } }),
    },
  });
};

/** Told to apps with a user's token only: somebody opened a conversation with this person. */
const createdDirectConversation = (
  event: SlackEventOf<'im_created'>,
  body: SlackEventBody,
  tools: SlackTools,
): SlackResult | undefined => {
  const { channel, user } = event;
  if (!channel.id || !user) return undefined;
  return tools.event('conversation.created', {
    ...draftOf(event, body, tools, channel.id),
    subject: channel.id,
    data: { customer: customerOf(user), conversationId: channel.id, channel: 'slack' },
  });
};

const closedOrReopened = (
  event: SlackEventOf<'channel_archive'>,
  body: SlackEventBody,
  tools: SlackTools,
): SlackResult | undefined => {
  const { kind, channel, user } = event;
  if (!channel) return undefined;
  const draft = { ...draftOf(event, body, tools, channel), subject: channel };
  const data = { conversationId: channel, channel: 'slack' };
  if (kind === 'channel_unarchive' || kind === 'group_unarchive')
    return tools.event('conversation.reopened', {
      ...draft,
      data: { ...data, ...(user && { reopenedBy: { id: user } }) },
    });
  return tools.event('conversation.closed', {
    ...draft,
    data: {
      ...data,
      ...(user && { closedBy: { id: user } }),
      reason: kind.endsWith('_archive') ? 'archived' : 'deleted',
    },
  });
};

const uninstalled = (
  event: SlackEventOf<'app_uninstalled'> | SlackEventOf<'tokens_revoked'>,
  body: SlackEventBody,
  tools: SlackTools,
): SlackResult | undefined => {
  // Tokens of people come and go while the app stays.
  if (event.kind === 'tokens_revoked' && !event.tokens.bot?.some(Boolean))
    return tools.ignore('tokens_revoked (of people)');
  const workspaceId = body.team_id ?? body.enterprise_id;
  if (workspaceId === undefined) return undefined;
  return tools.event('channel.app_uninstalled', {
    ...draftOf(event, body, tools, workspaceId),
    subject: workspaceId,
    data: { channel: 'slack', workspaceId, reason: event.kind },
  });
};
