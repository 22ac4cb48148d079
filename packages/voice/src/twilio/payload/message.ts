import { z } from 'zod';
import { account, sid, text, whole } from './fields.ts';

/** Someone wrote. */
export const incomingMessage = z
  .object({
    kind: z.literal('incoming_message'),
    ...account,
    MessageSid: sid,
    From: z.string().min(1).max(512),
    To: z.string().min(1).max(512),
    Body: z.string().default(''),
    NumMedia: whole,
    OptOutType: text,
    ProfileName: text,
    OriginalRepliedMessageSid: text,
    ButtonText: text,
    ButtonPayload: text,
    Latitude: text,
    Longitude: text,
  })
  // `MediaUrl0`, `MediaContentType0`, …
  .catchall(z.unknown());

/** How far a message of yours is. */
export const messageStatus = z.object({
  kind: z.literal('message_status'),
  ...account,
  MessageSid: sid,
  MessageStatus: z.string().min(1).max(64),
  From: text,
  To: text,
  ErrorCode: text,
  ErrorMessage: text,
});
