import type { WhatsAppItem } from './payload.ts';
import { callToEvent } from './to-events/call-to-event.ts';
import { echoToEvent } from './to-events/echo-to-event.ts';
import { installationToEvent } from './to-events/installation-to-event.ts';
import type { WhatsAppResult, WhatsAppTools } from './to-events/map-tools.ts';
import { messageToEvent } from './to-events/message-to-event.ts';
import { preferenceToEvent } from './to-events/preference-to-event.ts';
import { statusToEvent } from './to-events/status-to-event.ts';

/** From one thing of a batch to a unified event. Pure. */
export const toEvents = (payload: WhatsAppItem, tools: WhatsAppTools): readonly WhatsAppResult[] => [
  mapped(payload, tools),
];

const mapped = (payload: WhatsAppItem, tools: WhatsAppTools): WhatsAppResult => {
  switch (payload.kind) {
    case 'message':
      return messageToEvent(payload.item, payload.context, tools);
    case 'echo':
      return echoToEvent(payload.item, payload.context, tools);
    case 'status':
      return statusToEvent(payload.item, payload.context, tools);
    case 'call':
      return callToEvent(payload.item, payload.context, tools);
    case 'preference':
      return preferenceToEvent(payload.item, payload.context, tools);
    case 'installation':
      return installationToEvent(payload.item, payload.context, tools);
    case 'other':
      return tools.ignore(payload.name);
  }
};
