import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { mailAddress } from '../values/mailbox.ts';
import { crmChange, crmDeletion, crmMerge, crmRecord, recordRef } from './crm-record.ts';

const lead = crmRecord.extend({
  firstName: z.string().max(512).meta(pii('name')).optional(),
  lastName: z.string().max(512).meta(pii('name')).optional(),
  email: mailAddress.optional().describe('As the CRM holds it, checked or not.'),
  phone: z.string().max(256).meta(pii('phone')).optional().describe('As the CRM holds it, in any notation.'),
  companyName: z.string().max(512).optional(),
  status: z.string().max(256).optional().describe('As the vendor names it.'),
  source: z.string().max(256).optional().describe('Where it came from: `Web`, `Trade show`.'),
  score: z.number().optional(),
  convertedTo: z.array(recordRef).optional().describe('The contact, company and deal that it became.'),
});

const about = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  objectId: '2001',
  changedBy: '48210',
  changeSource: 'CRM_UI',
};

const example = {
  ...about,
  objectUrl: 'https://crm.example.com/leads/2001',
  ownerId: '48210',
  createdAt: '2026-03-02T08:15:00Z',
  updatedAt: '2026-11-21T09:30:00Z',
  firstName: 'Grace',
  lastName: 'Hopper',
  email: 'grace@example.com',
  phone: '+1 415 555 0177',
  companyName: 'Harbour Systems',
  status: 'Working - Contacted',
  source: 'Web',
  score: 82,
  convertedTo: [{ objectType: 'contact', objectId: '514' }],
  associations: [{ objectType: 'campaign', objectId: '41' }],
  properties: { Rating: 'Hot' },
};

/** Defines `lead.created`. */
export const leadCreated = defineEvent({
  type: 'lead.created',
  title: 'Lead created',
  description: 'A lead was added to the CRM.',
  data: lead,
  example,
});

/** Data of `lead.created`: a lead was added to the CRM. */
export interface LeadCreated extends z.output<typeof leadCreated.data> {}

/** Defines `lead.updated`. */
export const leadUpdated = defineEvent({
  type: 'lead.updated',
  title: 'Lead updated',
  description:
    'Fields of a lead changed. A thin event gives their names alone: fetch the record for the rest.',
  data: lead.extend(crmChange),
  example: {
    ...example,
    changedFields: [{ name: 'Status', value: 'Working - Contacted', previousValue: 'Open - Not Contacted' }],
  },
});

/** Data of `lead.updated`: fields of a lead changed. */
export interface LeadUpdated extends z.output<typeof leadUpdated.data> {}

/** Defines `lead.deleted`. */
export const leadDeleted = defineEvent({
  type: 'lead.deleted',
  title: 'Lead deleted',
  description: 'A lead was removed from the CRM, for now or for good.',
  data: crmDeletion,
  example: { ...about, isErasure: false },
});

/** Data of `lead.deleted`: a lead was removed from the CRM. */
export interface LeadDeleted extends z.output<typeof leadDeleted.data> {}

/** Defines `lead.merged`. */
export const leadMerged = defineEvent({
  type: 'lead.merged',
  title: 'Leads merged',
  description: 'Leads that were the same became one.',
  data: crmMerge,
  example: { ...about, mergedObjectIds: ['2002'] },
});

/** Data of `lead.merged`: leads that were the same became one. */
export interface LeadMerged extends z.output<typeof leadMerged.data> {}

/** Defines `lead.restored`. */
export const leadRestored = defineEvent({
  type: 'lead.restored',
  title: 'Lead restored',
  description: 'A lead that was deleted is back.',
  data: lead,
  example,
});

/** Data of `lead.restored`: a lead that was deleted is back. */
export interface LeadRestored extends z.output<typeof leadRestored.data> {}

/** All events of leads. */
export const leadEvents: readonly EventDefinition[] = [
  leadCreated,
  leadUpdated,
  leadDeleted,
  leadMerged,
  leadRestored,
];
