import { webUrlOf } from '../../web-url.ts';
import type { SlackCommand } from '../payload/command.ts';
import { accountOf, customerOf, timeOf } from './draft-parts.ts';
import type { SlackResult, SlackTools } from './map-tools.ts';

/**
 * From a slash command to an interaction. Its id is the trigger id, which is new each time; Slack does not send a command
 * twice.
 */
export const commandToEvent = (command: SlackCommand, tools: SlackTools): SlackResult => {
  if ('ssl_check' in command) return tools.ignore('ssl_check');
  const { command: name, text, user_id, user_name, channel_id, trigger_id } = command;
  if (!name || !user_id || !trigger_id) return tools.ignore('command (blank)');
  const responseUrl = webUrlOf(command.response_url);
  return tools.event('interaction.received', {
    id: trigger_id,
    time: timeOf(tools.request),
    subject: trigger_id,
    ...accountOf(command.team_id, command.enterprise_id),
    data: {
      customer: customerOf(user_id),
      interactionId: trigger_id,
      channel: 'slack',
      kind: 'command',
      from: { id: user_id, ...(user_name && { displayName: user_name }) },
      name,
      ...(text && { value: text }),
      ...(channel_id && { conversationId: channel_id }),
      triggerId: trigger_id,
      ...(responseUrl && { responseUrl }),
    },
  });
};
