import type { WhatsAppMessage } from '../payload/message.ts';
import type { WhatsAppContext } from '../payload.ts';
import { contentOf } from './content.ts';
import { draftOf, ourAddress, personOf } from './draft-parts.ts';
import type { WhatsAppResult, WhatsAppTools } from './map-tools.ts';

/**
 * What somebody of the business wrote or took back in the app on their telephone, where app and API share the number.
 *
 * @see https://developers.facebook.com/docs/whatsapp/embedded-signup/custom-flows/onboarding-business-app-users
 */
export const echoToEvent = (
  message: WhatsAppMessage,
  context: WhatsAppContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  if (message.type === 'other') return tools.ignore(`echo of ${message.name}`);
  const { to, to_user_id } = message;
  const person = personOf({ waId: to, userId: to_user_id }, context);
  if (!person) return tools.ignore(`echo of ${message.type} (to nobody)`);
  const draft = { ...draftOf(message.id, message.timestamp, context, tools), subject: message.id };
  const about = { customer: person.customer, channel: 'whatsapp', conversationId: person.address };
  switch (message.type) {
    case 'revoke': {
      const messageId = message.revoke.original_message_id;
      return tools.event('message.deleted', { ...draft, subject: messageId, data: { ...about, messageId } });
    }
    case 'text':
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
    case 'location':
    case 'contacts': {
      const from = ourAddress(context);
      return tools.event('message.sent', {
        ...draft,
        data: {
          ...about,
          messageId: message.id,
          ...(from && { from }),
          to: person.address,
          ...contentOf(message),
        },
      });
    }
    default:
      return tools.ignore(`echo of ${message.type}`);
  }
};
