import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { mailAddress } from '../values/mailbox.ts';
import { postalAddress } from '../values/postal-address.ts';
import { crmChange, crmDeletion, crmMerge, crmRecord } from './crm-record.ts';

const contact = crmRecord.extend({
  firstName: z.string().max(512).meta(pii('name')).optional(),
  lastName: z.string().max(512).meta(pii('name')).optional(),
  email: mailAddress.optional().describe('As the CRM holds it, checked or not.'),
  phone: z.string().max(256).meta(pii('phone')).optional().describe('As the CRM holds it, in any notation.'),
  jobTitle: z.string().max(512).meta(pii('other')).optional(),
  companyName: z.string().max(512).optional(),
  address: postalAddress.optional(),
  language: z.string().max(64).optional().describe('BCP 47.'),
  lifecycleStage: z.string().max(256).optional().describe('`lead`, `customer`, … as the vendor names it.'),
});

const about = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  objectId: '512',
  changedBy: '48210',
  changeSource: 'CRM_UI',
};

const example = {
  ...about,
  objectUrl: 'https://crm.example.com/contacts/512',
  ownerId: '48210',
  createdAt: '2026-03-02T08:15:00Z',
  updatedAt: '2026-11-21T09:30:00Z',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  phone: '+1 415 555 0123',
  jobTitle: 'Analyst',
  companyName: 'Analytical Engines Ltd',
  address: { line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
  language: 'en-GB',
  lifecycleStage: 'customer',
  associations: [{ objectType: 'company', objectId: '7001' }],
  properties: { hs_lead_status: 'CONNECTED', newsletter: true },
};

/** Defines `contact.created`. */
export const contactCreated = defineEvent({
  type: 'contact.created',
  title: 'Contact created',
  description: 'A person was added to the CRM.',
  data: contact,
  example,
});

/** Data of `contact.created`: a person was added to the CRM. */
export interface ContactCreated extends z.output<typeof contactCreated.data> {}

/** Defines `contact.updated`. */
export const contactUpdated = defineEvent({
  type: 'contact.updated',
  title: 'Contact updated',
  description:
    'Fields of a person changed. A thin event gives their names alone: fetch the record for the rest.',
  data: contact.extend(crmChange),
  example: {
    ...example,
    changedFields: [{ name: 'lifecyclestage', value: 'customer', previousValue: 'lead' }],
  },
});

/** Data of `contact.updated`: fields of a person changed. */
export interface ContactUpdated extends z.output<typeof contactUpdated.data> {}

/** Defines `contact.deleted`. */
export const contactDeleted = defineEvent({
  type: 'contact.deleted',
  title: 'Contact deleted',
  description: 'A person was removed from the CRM, for now or for good.',
  data: crmDeletion,
  example: { ...about, isErasure: true },
});

/** Data of `contact.deleted`: a person was removed from the CRM. */
export interface ContactDeleted extends z.output<typeof contactDeleted.data> {}

/** Defines `contact.merged`. */
export const contactMerged = defineEvent({
  type: 'contact.merged',
  title: 'Contacts merged',
  description: 'Contacts that were the same became one.',
  data: crmMerge,
  example: { ...about, mergedObjectIds: ['513'] },
});

/** Data of `contact.merged`: contacts that were the same became one. */
export interface ContactMerged extends z.output<typeof contactMerged.data> {}

/** Defines `contact.restored`. */
export const contactRestored = defineEvent({
  type: 'contact.restored',
  title: 'Contact restored',
  description: 'A person that was deleted is back.',
  data: contact,
  example,
});

/** Data of `contact.restored`: a person that was deleted is back. */
export interface ContactRestored extends z.output<typeof contactRestored.data> {}

/** All events of contacts. */
export const contactEvents: readonly EventDefinition[] = [
  contactCreated,
  contactUpdated,
  contactDeleted,
  contactMerged,
  contactRestored,
];
