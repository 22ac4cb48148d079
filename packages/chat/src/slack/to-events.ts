import type { SlackPayload } from './payload.ts';
import { commandToEvent } from './to-events/command-to-event.ts';
import { eventToEvents } from './to-events/event-to-events.ts';
import { interactionToEvents } from './to-events/interaction-to-events.ts';
import type { SlackResult, SlackTools } from './to-events/map-tools.ts';

/** From whatever Slack posts to unified events. Pure. */
export const toEvents = (payload: SlackPayload, tools: SlackTools): readonly SlackResult[] => {
  switch (payload.form) {
    case 'event':
      return eventToEvents(payload.body, tools);
    case 'interaction':
      return interactionToEvents(payload.body, tools);
    case 'command':
      return [commandToEvent(payload.body, tools)];
  }
};
