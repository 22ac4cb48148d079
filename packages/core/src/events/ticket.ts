import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { crmChange, crmDeletion, crmMerge, crmRecord } from './crm-record.ts';

const ticket = crmRecord.extend({
  subject: z.string().max(2048).meta(pii('free_text')).optional(),
  description: z.string().meta(pii('free_text')).optional(),
  status: z.string().max(256).optional().describe('As the vendor names it.'),
  priority: z.string().max(256).optional().describe('As the vendor names it.'),
  category: z.string().max(256).optional(),
  channel: z.string().max(64).optional().describe('Where it came in: `email`, `chat`, `phone`, `form`.'),
  pipeline: z.string().max(256).optional().describe("The vendor's id or name of the pipeline."),
});

const about = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  objectId: '3001',
  changedBy: '48210',
  changeSource: 'CRM_UI',
};

const example = {
  ...about,
  objectUrl: 'https://crm.example.com/tickets/3001',
  ownerId: '48210',
  createdAt: '2026-03-02T08:15:00Z',
  updatedAt: '2026-11-21T09:30:00Z',
  subject: 'Cannot log in',
  description: 'The page says that my password has expired.',
  status: 'open',
  priority: 'high',
  category: 'PRODUCT_ISSUE',
  channel: 'email',
  pipeline: 'support',
  associations: [{ objectType: 'contact', objectId: '512' }],
  properties: { sla: 'P1' },
};

/** Defines `ticket.created`. */
export const ticketCreated = defineEvent({
  type: 'ticket.created',
  title: 'Ticket created',
  description: 'A support ticket was added to the CRM.',
  data: ticket,
  example,
});

/** Data of `ticket.created`: a support ticket was added to the CRM. */
export interface TicketCreated extends z.output<typeof ticketCreated.data> {}

/** Defines `ticket.updated`. */
export const ticketUpdated = defineEvent({
  type: 'ticket.updated',
  title: 'Ticket updated',
  description:
    'Fields of a support ticket changed. A thin event gives their names alone: fetch the record for the rest.',
  data: ticket.extend(crmChange),
  example: {
    ...example,
    changedFields: [{ name: 'priority', value: 'high', previousValue: 'low' }],
  },
});

/** Data of `ticket.updated`: fields of a support ticket changed. */
export interface TicketUpdated extends z.output<typeof ticketUpdated.data> {}

/** Defines `ticket.deleted`. */
export const ticketDeleted = defineEvent({
  type: 'ticket.deleted',
  title: 'Ticket deleted',
  description: 'A support ticket was removed from the CRM, for now or for good.',
  data: crmDeletion,
  example: { ...about, isErasure: false },
});

/** Data of `ticket.deleted`: a support ticket was removed from the CRM. */
export interface TicketDeleted extends z.output<typeof ticketDeleted.data> {}

/** Defines `ticket.merged`. */
export const ticketMerged = defineEvent({
  type: 'ticket.merged',
  title: 'Tickets merged',
  description: 'Tickets that were the same became one.',
  data: crmMerge,
  example: { ...about, mergedObjectIds: ['3002'] },
});

/** Data of `ticket.merged`: tickets that were the same became one. */
export interface TicketMerged extends z.output<typeof ticketMerged.data> {}

/** Defines `ticket.restored`. */
export const ticketRestored = defineEvent({
  type: 'ticket.restored',
  title: 'Ticket restored',
  description: 'A support ticket that was deleted is back.',
  data: ticket,
  example,
});

/** Data of `ticket.restored`: a support ticket that was deleted is back. */
export interface TicketRestored extends z.output<typeof ticketRestored.data> {}

/** All events of tickets. */
export const ticketEvents: readonly EventDefinition[] = [
  ticketCreated,
  ticketUpdated,
  ticketDeleted,
  ticketMerged,
  ticketRestored,
];
