import { type InteractionReceived, parseJsonBody } from '@touchline/core';
import { readButtonPayload } from '../../button-payload.ts';
import type { WhatsAppMessageOf } from '../payload/message.ts';
import { participantOf } from './draft-parts.ts';
import type { WhatsAppResult, WhatsAppTools } from './map-tools.ts';
import type { MessageContext } from './message-to-event.ts';

/** A button of ours, a row of a list, a flow that was sent in, or a word about calls. */
export const interactiveToEvent = (
  message: WhatsAppMessageOf<'interactive'>,
  about: MessageContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const { interactive } = message;
  switch (interactive.type) {
    case 'button_reply':
      return pressed('button', interactive.button_reply, message, about, tools);
    case 'list_reply':
      return pressed('select', interactive.list_reply, message, about, tools);
    case 'nfm_reply': {
      const { name, response_json } = interactive.nfm_reply;
      const fields = fieldsOf(response_json);
      return interaction(
        { kind: 'dialog', name: name || 'flow', ...(fields && { fields }) },
        message,
        about,
        tools,
      );
    }
    case 'call_permission_reply':
      return callPermission(interactive.call_permission_reply.response, about, tools);
  }
};

/** A quick reply below a template: its payload where it has one, else what stood on it. */
export const buttonToEvent = (
  message: WhatsAppMessageOf<'button'>,
  about: MessageContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const { payload, text } = message.button;
  return pressed('button', { id: payload || text, title: text }, message, about, tools);
};

type Pressed = WhatsAppMessageOf<'interactive' | 'button'>;
type Details = Pick<InteractionReceived, 'kind' | 'name' | 'value' | 'fields'>;

/** `value` is that of our button, else what stood on what was pressed. */
const pressed = (
  kind: 'button' | 'select',
  { id, title }: { readonly id: string; readonly title?: string | null | undefined },
  message: Pressed,
  about: MessageContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const meaning = readButtonPayload(id);
  const value = meaning.value ?? title;
  return interaction(
    { kind, name: meaning.name.slice(0, 1_024), ...(value && { value }) },
    message,
    about,
    tools,
  );
};

const interaction = (
  details: Details,
  message: Pressed,
  { person, conversationId, draft }: MessageContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const holder = message.context?.id;
  return tools.event('interaction.received', {
    ...draft,
    data: {
      customer: person.customer,
      interactionId: message.id,
      channel: 'whatsapp',
      from: participantOf(person),
      conversationId,
      ...(holder && { messageId: holder }),
      ...details,
    },
  });
};

/** The answers of a flow, which come as JSON in a text. One that is none must not cost that it was sent in. */
const fieldsOf = (json: string): InteractionReceived['fields'] => {
  try {
    const answers = parseJsonBody(Buffer.from(json));
    if (typeof answers !== 'object' || answers === null || Array.isArray(answers)) return undefined;
    return Object.fromEntries(
      Object.entries(answers).flatMap(([name, value]) => (name === '' ? [] : [[name.slice(0, 256), value]])),
    );
  } catch {
    return undefined;
  }
};

/** @see https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-call-permissions */
const callPermission = (
  response: string,
  { person, draft }: MessageContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const data = {
    customer: person.customer,
    channel: 'whatsapp',
    address: person.address,
    purpose: 'calls',
    method: 'call_permission_reply',
  };
  const about = { ...draft, subject: person.address };
  return response === 'accept'
    ? tools.event('contact.opted_in', { ...about, data })
    : tools.event('contact.opted_out', { ...about, data });
};
