import type { WhatsAppMessageOf } from '../payload/message.ts';
import { fileOf } from './content.ts';
import { participantOf } from './draft-parts.ts';
import type { WhatsAppResult, WhatsAppTools } from './map-tools.ts';
import type { MessageContext } from './message-to-event.ts';

/** A message that somebody took back. */
export const revokedMessage = (
  { revoke }: WhatsAppMessageOf<'revoke'>,
  { person, conversationId, draft }: MessageContext,
  tools: WhatsAppTools,
): WhatsAppResult =>
  tools.event('message.deleted', {
    ...draft,
    subject: revoke.original_message_id,
    data: {
      customer: person.customer,
      messageId: revoke.original_message_id,
      channel: 'whatsapp',
      conversationId,
      deletedBy: participantOf(person),
    },
  });

/** A message that somebody rewrote. */
export const editedMessage = (
  { edit }: WhatsAppMessageOf<'edit'>,
  { person, conversationId, draft }: MessageContext,
  tools: WhatsAppTools,
): WhatsAppResult => {
  const { text, image, video, document } = edit.message;
  const file = image ?? video ?? document;
  return tools.event('message.edited', {
    ...draft,
    subject: edit.original_message_id,
    data: {
      customer: person.customer,
      messageId: edit.original_message_id,
      channel: 'whatsapp',
      conversationId,
      from: participantOf(person),
      ...(file && fileOf(file)),
      ...(text?.body && { text: text.body }),
    },
  });
};
