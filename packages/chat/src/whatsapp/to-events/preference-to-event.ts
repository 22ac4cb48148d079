import type { WhatsAppContext, WhatsAppPreference } from '../payload.ts';
import { draftOf, personOf } from './draft-parts.ts';
import type { WhatsAppResult, WhatsAppTools } from './map-tools.ts';

/**
 * Somebody stopped, resumed or signed up for marketing messages, in WhatsApp itself.
 *
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/user_preferences
 */
export const preferenceToEvent = (
  { wa_id, user_id, category, value, timestamp }: WhatsAppPreference,
  context: WhatsAppContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const person = personOf({ waId: wa_id, userId: user_id }, context);
  const type = Object.hasOwn(types, value) ? types[value] : undefined;
  if (!person || type === undefined) return tools.ignore(`user_preferences (${value})`);
  const id = `user_preferences:${wa_id || user_id}:${category}:${value}:${timestamp}`;
  return tools.event(type, {
    ...draftOf(id, timestamp, context, tools),
    subject: person.address,
    data: {
      customer: person.customer,
      channel: 'whatsapp',
      address: person.address,
      purpose: category === 'marketing_messages' ? 'marketing' : category.slice(0, 256),
      method: value === 'signup' ? 'link' : 'settings',
    },
  });
};

const types: Readonly<Record<string, 'contact.opted_in' | 'contact.opted_out'>> = {
  stop: 'contact.opted_out',
  resume: 'contact.opted_in',
  signup: 'contact.opted_in',
};
