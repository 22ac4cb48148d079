import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { participant } from '../values/participant.ts';
import { webUrl } from '../values/url.ts';
import { vendorId } from '../values/vendor-id.ts';

const conversation = z.object({
  customer: customerRef.optional(),
  conversationId: vendorId,
  channel: z.string().max(64).optional().describe('`chat`, `whatsapp`, `slack`, `email`, …'),
  subject: z.string().max(2048).meta(pii('free_text')).optional(),
  priority: z.string().max(64).optional().describe('As the vendor names it.'),
  tags: z.array(z.string().max(256)).optional(),
  url: webUrl.optional().describe("The conversation's page in the vendor's application."),
});

const example = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  conversationId: '295013',
  channel: 'chat',
  subject: 'Where is my order?',
  priority: 'high',
  tags: ['shipping'],
  url: 'https://support.example.com/conversations/295013',
};

/** Defines `conversation.created`. */
export const conversationCreated = defineEvent({
  type: 'conversation.created',
  title: 'Conversation created',
  description: 'A conversation was begun.',
  data: conversation.extend({ startedBy: participant.optional() }),
  example: { ...example, startedBy: { id: 'visitor-7f3a', displayName: 'Ada Lovelace', isBot: false } },
});

/** Data of `conversation.created`: a conversation was begun. */
export interface ConversationCreated extends z.output<typeof conversationCreated.data> {}

/** Defines `conversation.assigned`. */
export const conversationAssigned = defineEvent({
  type: 'conversation.assigned',
  title: 'Conversation assigned',
  description: 'A conversation was given to an agent or a team, or to nobody.',
  data: conversation.extend({
    assignee: participant.optional().describe('Who has it now. Absent: nobody.'),
    previousAssignee: participant.optional(),
    teamId: vendorId.optional(),
  }),
  example: {
    ...example,
    assignee: { id: '48210', displayName: 'Grace', isBot: false },
    previousAssignee: { id: 'bot-1', displayName: 'Front desk', isBot: true },
    teamId: '7',
  },
});

/** Data of `conversation.assigned`: a conversation was given to an agent or a team, or to nobody. */
export interface ConversationAssigned extends z.output<typeof conversationAssigned.data> {}

/** Defines `conversation.closed`. */
export const conversationClosed = defineEvent({
  type: 'conversation.closed',
  title: 'Conversation closed',
  description: 'A conversation was closed as done.',
  data: conversation.extend({
    closedBy: participant.optional(),
    reason: z.string().max(1024).optional().describe("The vendor's own reason: `resolved`, `inactive`."),
  }),
  example: { ...example, closedBy: { id: '48210', displayName: 'Grace' }, reason: 'resolved' },
});

/** Data of `conversation.closed`: a conversation was closed as done. */
export interface ConversationClosed extends z.output<typeof conversationClosed.data> {}

/** Defines `conversation.reopened`. */
export const conversationReopened = defineEvent({
  type: 'conversation.reopened',
  title: 'Conversation reopened',
  description: 'A closed conversation was taken up again.',
  data: conversation.extend({ reopenedBy: participant.optional() }),
  example: { ...example, reopenedBy: { id: 'visitor-7f3a', displayName: 'Ada Lovelace' } },
});

/** Data of `conversation.reopened`: a closed conversation was taken up again. */
export interface ConversationReopened extends z.output<typeof conversationReopened.data> {}

/** All events of conversations. */
export const conversationEvents: readonly EventDefinition[] = [
  conversationCreated,
  conversationAssigned,
  conversationClosed,
  conversationReopened,
];
