import { defineAction, pii } from '@touchline/core';
import { z } from 'zod';
import { contactRef, properties, recordId, writtenRecord } from './crm-fields.ts';

/** Makes a support ticket. */
export const createTicket = defineAction({
  name: 'createTicket',
  title: 'Create a ticket',
  description: 'Makes a support ticket and ties it to a contact, a company and a deal that are in the CRM.',
  input: z.object({
    subject: z.string().min(1).max(2048).meta(pii('free_text')),
    description: z.string().max(60_000).meta(pii('free_text')).optional().describe('Plain text.'),
    priority: z.enum(['low', 'medium', 'high', 'urgent']).optional(),
    status: z.string().min(1).max(256).optional().describe("The CRM's id of the status or stage."),
    pipeline: z.string().min(1).max(256).optional().describe("The CRM's id of the pipeline."),
    contact: contactRef.optional(),
    companyId: recordId.optional(),
    dealId: recordId.optional(),
    ownerId: recordId.optional().describe("The CRM's id of the user who owns the ticket."),
    properties: properties.optional(),
  }),
  output: writtenRecord,
  effect: 'write',
  idempotent: 'no',
  example: {
    subject: 'Cannot log in',
    description: 'The page says that my password has expired.',
    priority: 'high',
    contact: { email: 'ada@example.com' },
  },
});

/** Input of `createTicket`. */
export interface CreateTicketInput extends z.input<typeof createTicket.input> {}

/** Output of `createTicket`. */
export interface CreateTicketOutput extends z.output<typeof createTicket.output> {}
