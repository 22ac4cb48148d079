import type { InteractionReceived } from '@touchline/core';
import { webUrlOf } from '../../web-url.ts';
import type { SlackInteraction, SlackInteractionOf } from '../payload/interaction.ts';
import { accountOf, customerOf, timeOf } from './draft-parts.ts';
import { elementKind, elementValue, fieldsOf } from './element.ts';
import type { SlackResult, SlackTools } from './map-tools.ts';

/**
 * From what somebody did in Slack to interactions: one for each element that was used, for each dialog that was sent in or
 * put away, for each shortcut. Slack sends no interaction twice, so an id made of its trigger is the vendor's own.
 */
export const interactionToEvents = (
  interaction: SlackInteraction,
  tools: SlackTools,
): readonly SlackResult[] => {
  if (interaction.type === 'other') return [tools.ignore(interaction.name)];
  if (!interaction.user.id) return [tools.ignore(`${interaction.type} (blank)`)];
  switch (interaction.type) {
    case 'block_actions':
      return usedElements(interaction, tools);
    case 'view_submission':
    case 'view_closed':
      return [dialog(interaction, tools)];
    case 'shortcut':
      return [interactionEvent(interaction, tools, interaction.callback_id, shortcut(interaction))];
    case 'message_action':
      return [interactionEvent(interaction, tools, interaction.callback_id, messageShortcut(interaction))];
  }
};

type Known = Exclude<SlackInteraction, { readonly type: 'other' }>;
type Details = Pick<
  InteractionReceived,
  'kind' | 'name' | 'value' | 'fields' | 'conversationId' | 'messageId' | 'responseUrl'
>;

const usedElements = (interaction: SlackInteractionOf<'block_actions'>, tools: SlackTools) => {
  const { actions, state, container } = interaction;
  const conversationId = interaction.channel?.id ?? container?.channel_id;
  const messageId = interaction.message?.ts ?? container?.message_ts;
  const responseUrl = webUrlOf(interaction.response_url);
  return actions.map((element, index) => {
    const value = elementValue(element);
    const isText = typeof value === 'string';
    const fields = {
      ...fieldsOf(state?.values),
      ...(value !== undefined && !isText && element.action_id && { [element.action_id]: value }),
    };
    return interactionEvent(
      { ...interaction, action_ts: element.action_ts },
      tools,
      `${element.action_id ?? ''}:${index}`,
      {
        kind: elementKind(element),
        ...(element.action_id && { name: element.action_id }),
        ...(isText && { value }),
        ...(Object.keys(fields).length > 0 && { fields }),
        ...(conversationId && { conversationId }),
        ...(messageId && { messageId }),
        ...(responseUrl && { responseUrl }),
      },
    );
  });
};

/** `value` is the `private_metadata` that the dialog was opened with: what a button's value is to a button. */
const dialog = (interaction: SlackInteractionOf<'view_submission'>, tools: SlackTools): SlackResult => {
  const { type, view } = interaction;
  if (!view.id) return tools.ignore(`${type} (blank)`);
  const fields = type === 'view_submission' ? fieldsOf(view.state?.values) : {};
  return interactionEvent(interaction, tools, `${view.id}:${view.hash ?? ''}`, {
    kind: type === 'view_submission' ? 'dialog' : 'dialog_closed',
    ...(view.callback_id && { name: view.callback_id }),
    ...(view.private_metadata && { value: view.private_metadata }),
    ...(Object.keys(fields).length > 0 && { fields }),
  });
};

const shortcut = ({ callback_id }: SlackInteractionOf<'shortcut'>): Details => ({
  kind: 'shortcut',
  ...(callback_id && { name: callback_id }),
});

const messageShortcut = (interaction: SlackInteractionOf<'message_action'>): Details => {
  const { callback_id, channel, message_ts, message } = interaction;
  const messageId = message_ts ?? message?.ts;
  const responseUrl = webUrlOf(interaction.response_url);
  return {
    kind: 'shortcut',
    ...(callback_id && { name: callback_id }),
    ...(channel.id && { conversationId: channel.id }),
    ...(messageId && { messageId }),
    ...(responseUrl && { responseUrl }),
  };
};

/** `about` tells several elements of one payload apart, and stands in for a trigger that is not there. */
const interactionEvent = (
  { type, user, team, enterprise, trigger_id, action_ts }: Known,
  { event, request }: SlackTools,
  about: string,
  details: Details,
): SlackResult => {
  const occasion = trigger_id ?? `${type}:${user.id}:${action_ts ?? ''}`;
  const displayName = user.name ?? user.username;
  return event('interaction.received', {
    id: `${occasion}:${about}`,
    time: timeOf(request, action_ts),
    subject: trigger_id ?? `${occasion}:${about}`,
    ...accountOf(team?.id, enterprise?.id),
    data: {
      customer: customerOf(user.id),
      interactionId: `${occasion}:${about}`,
      channel: 'slack',
      from: { id: user.id, ...(displayName && { displayName }) },
      ...details,
      ...(trigger_id && { triggerId: trigger_id }),
    },
  });
};
