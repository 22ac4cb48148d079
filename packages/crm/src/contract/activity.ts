import { defineAction, pii, timestamp } from '@touchline/core';
import { z } from 'zod';
import { contactRef, properties, recordId, writtenRecord } from './crm-fields.ts';

const address = z.string().min(1).max(512).meta(pii('identifier')).optional();

/** Writes something that happened, or is to be done, onto the timeline of a contact, a company, a deal or a ticket. */
export const logActivity = defineAction({
  name: 'logActivity',
  title: 'Log an activity',
  description:
    'Adds a call, an e-mail, a meeting, a note or a task to the timeline of a record. Nothing is sent to anyone.',
  input: z
    .object({
      kind: z.enum(['call', 'email', 'meeting', 'note', 'task']),
      contact: contactRef.optional(),
      companyId: recordId.optional(),
      dealId: recordId.optional(),
      ticketId: recordId.optional(),
      ifUnknown: z
        .enum(['reject', 'ignore', 'create'])
        .default('reject')
        .describe(
          'What to do when the CRM has no such contact: fail, log nothing, or make the contact first.',
        ),
      subject: z.string().max(2048).meta(pii('free_text')).optional(),
      body: z.string().max(60_000).meta(pii('free_text')).optional().describe('Plain text.'),
      occurredAt: timestamp.optional().describe('When it happened; of a task, when it is due. Default: now.'),
      durationSeconds: z.number().nonnegative().optional(),
      direction: z
        .enum(['inbound', 'outbound'])
        .optional()
        .describe('`inbound`: the contact called or wrote.'),
      status: z
        .enum(['planned', 'completed', 'no_answer', 'busy', 'failed', 'canceled'])
        .optional()
        .describe('How it went. Left out where the CRM has no such status for the kind.'),
      from: address.describe('Who called: a number or a SIP URI.'),
      to: address.describe('Who was called.'),
      recordingUrl: z
        .url({ protocol: /^https?$/ })
        .max(8192)
        .meta(pii('recording'))
        .optional(),
      ownerId: recordId.optional().describe("The CRM's id of the user whose activity it is."),
      properties: properties.optional(),
    })
    .refine(
      ({ contact, companyId, dealId, ticketId }) =>
        contact !== undefined || (companyId ?? dealId ?? ticketId) !== undefined,
      'must name a contact, companyId, dealId or ticketId',
    ),
  output: z.object({
    ...writtenRecord.shape,
    id: recordId.optional().describe('Absent when nothing was logged, because the contact is unknown.'),
  }),
  effect: 'write',
  idempotent: 'no',
  example: {
    kind: 'call',
    contact: { email: 'ada@example.com' },
    dealId: '9001',
    subject: 'Renewal',
    body: 'Asked about a second site.',
    occurredAt: '2026-11-21T09:30:00Z',
    durationSeconds: 184,
    direction: 'inbound',
    status: 'completed',
    from: '+14155550123',
    to: '+14155550100',
  },
});

/** Input of `logActivity`. */
export interface LogActivityInput extends z.input<typeof logActivity.input> {}

/** Output of `logActivity`. */
export interface LogActivityOutput extends z.output<typeof logActivity.output> {}
