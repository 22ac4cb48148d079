import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { participant } from '../values/participant.ts';
import { vendorId } from '../values/vendor-id.ts';

const reaction = z.object({
  customer: customerRef.optional(),
  channel: z.string().min(1).max(64).describe('`slack`, `whatsapp`, `telegram`, …'),
  messageId: vendorId.describe("The vendor's id of the message it is about."),
  emoji: z
    .string()
    .min(1)
    .max(256)
    .describe('The emoji itself, or its name where the vendor has names: `thumbsup`.'),
  conversationId: vendorId.meta(pii('identifier')).optional(),
  from: participant.optional(),
});

const example = {
  customer: { externalIds: { slack: 'U061F7AUR' } },
  channel: 'slack',
  messageId: '1763717400.000200',
  emoji: 'thumbsup',
  conversationId: 'C0LAN2Q65',
  from: { id: 'U061F7AUR', displayName: 'ada', isBot: false },
};

/** Defines `reaction.added`. */
export const reactionAdded = defineEvent({
  type: 'reaction.added',
  title: 'Reaction added',
  description: 'Someone reacted to a message with an emoji.',
  data: reaction,
  example,
});

/** Data of `reaction.added`: someone reacted to a message with an emoji. */
export interface ReactionAdded extends z.output<typeof reactionAdded.data> {}

/** Defines `reaction.removed`. */
export const reactionRemoved = defineEvent({
  type: 'reaction.removed',
  title: 'Reaction removed',
  description: 'Someone took a reaction back.',
  data: reaction.extend({
    emoji: reaction.shape.emoji.optional().describe('Absent where the vendor does not say which.'),
  }),
  example,
});

/** Data of `reaction.removed`: someone took a reaction back. */
export interface ReactionRemoved extends z.output<typeof reactionRemoved.data> {}

/** All events of reactions. */
export const reactionEvents: readonly EventDefinition[] = [reactionAdded, reactionRemoved];
