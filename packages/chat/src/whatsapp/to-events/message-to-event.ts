import type { WhatsAppMessage, WhatsAppMessageOf } from '../payload/message.ts';
import type { WhatsAppContext } from '../payload.ts';
import { editedMessage, revokedMessage } from './changed-message.ts';
import { contentOf, type SpokenMessage } from './content.ts';
import { draftOf, ourAddress, type Person, participantOf, personOf } from './draft-parts.ts';
import { buttonToEvent, interactiveToEvent } from './interaction-to-event.ts';
import type { WhatsAppResult, WhatsAppTools } from './map-tools.ts';
import { orderToEvent } from './order-to-event.ts';

/** A message that somebody sent to the number, by what it is. */
export const messageToEvent = (
  message: WhatsAppMessage,
  context: WhatsAppContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  if (message.type === 'other') return tools.ignore(message.name);
  const person = personOf({ waId: message.from, userId: message.from_user_id }, context);
  if (!person) return tools.ignore(`${message.type} (of nobody)`);
  const about: MessageContext = {
    person,
    conversationId: message.group_id || person.address,
    draft: { ...draftOf(message.id, message.timestamp, context, tools), subject: message.id },
  };
  switch (message.type) {
    case 'interactive':
      return interactiveToEvent(message, about, tools);
    case 'button':
      return buttonToEvent(message, about, tools);
    case 'reaction':
      return reaction(message, about, tools);
    case 'order':
      return orderToEvent(message, about, tools);
    case 'system':
      return numberChange(message, about, tools);
    case 'revoke':
      return revokedMessage(message, about, tools);
    case 'edit':
      return editedMessage(message, about, tools);
    default:
      return spokenMessage(message, about, context, tools);
  }
};

/** What the maps of all kinds of message need to know of it. */
export interface MessageContext {
  readonly person: Person;
  readonly conversationId: string;
  readonly draft: {
    readonly id: string;
    readonly time: string;
    readonly subject: string;
    readonly account?: string;
  };
}

const spokenMessage = (
  message: SpokenMessage,
  { person, conversationId, draft }: MessageContext,
  context: WhatsAppContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const to = ourAddress(context);
  return tools.event('message.received', {
    ...draft,
    data: {
      customer: person.customer,
      messageId: message.id,
      channel: 'whatsapp',
      conversationId,
      from: participantOf(person),
      ...(to && { to }),
      ...contentOf(message),
      ...(!message.group_id && { mentionsYou: true }),
    },
  });
};

/** A reaction without an emoji takes back whichever there was. */
const reaction = (
  { reaction: { message_id: messageId, emoji } }: WhatsAppMessageOf<'reaction'>,
  { person, conversationId, draft }: MessageContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const data = {
    customer: person.customer,
    channel: 'whatsapp',
    messageId,
    conversationId,
    from: participantOf(person),
  };
  const about = { ...draft, subject: messageId };
  return emoji
    ? tools.event('reaction.added', { ...about, data: { ...data, emoji: emoji.slice(0, 256) } })
    : tools.event('reaction.removed', { ...about, data });
};

/** Somebody has another number now; the event is about whom we knew by the old one. */
const numberChange = (
  { system, from }: WhatsAppMessageOf<'system'>,
  { person, draft }: MessageContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const after = system.wa_id || system.new_wa_id;
  if (!system.type.endsWith('changed_number') || !after || !from)
    return tools.ignore(`system (${system.type})`);
  return tools.event('contact.updated', {
    ...draft,
    subject: from,
    data: {
      customer: person.customer,
      objectId: from,
      phone: `+${after}`,
      changeSource: 'whatsapp',
      changedFields: [{ name: 'wa_id', value: after, previousValue: from }],
    },
  });
};
