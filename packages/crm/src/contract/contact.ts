import { defineAction, pii, timestamp } from '@touchline/core';
import { z } from 'zod';
import { contactKeys, isKnown, properties, recordId, unknownContact, writtenRecord } from './crm-fields.ts';

const contactFields = {
  firstName: z.string().max(512).meta(pii('name')).optional(),
  lastName: z.string().max(512).meta(pii('name')).optional(),
  jobTitle: z.string().max(512).meta(pii('other')).optional(),
  companyName: z.string().max(512).optional(),
  lifecycleStage: z.string().max(256).optional().describe('As the CRM names it: `lead`, `customer`.'),
  ownerId: recordId.optional().describe("The CRM's id of the user who owns the contact."),
};

/**
 * Makes a contact, or brings the one that is there up to date. It is looked for by the first of `id`, `externalId`,
 * `email` and `phone` that is given and that the CRM can be asked for; the others are written to it.
 */
export const upsertContact = defineAction({
  name: 'upsertContact',
  title: 'Create or update a contact',
  description:
    'Makes a contact, or updates the one with the same id, e-mail or phone. Fields that are left out stay.',
  input: z
    .object({ ...contactKeys, ...contactFields, properties: properties.optional() })
    .refine(isKnown, unknownContact),
  output: writtenRecord,
  effect: 'write',
  idempotent: 'natural',
  example: {
    externalId: 'cus_1001',
    email: 'ada@example.com',
    phone: '+14155550123',
    firstName: 'Ada',
    lastName: 'Lovelace',
    jobTitle: 'Analyst',
    companyName: 'Analytical Engines Ltd',
    lifecycleStage: 'customer',
    properties: { newsletter: true },
  },
});

/** Input of `upsertContact`. */
export interface UpsertContactInput extends z.input<typeof upsertContact.input> {}

/** Output of `upsertContact`. */
export interface UpsertContactOutput extends z.output<typeof upsertContact.output> {}

/** Reads a contact. That there is none is an answer, not an error. */
export const getContact = defineAction({
  name: 'getContact',
  title: 'Get a contact',
  description: 'Reads the contact that has the given id, e-mail or phone.',
  input: z
    .object({
      ...contactKeys,
      properties: z
        .array(z.string().min(1).max(256))
        .max(200)
        .optional()
        .describe('Further fields to read, as the CRM names them.'),
    })
    .refine(isKnown, unknownContact),
  output: z.object({
    contact: z
      .object({
        id: recordId,
        ...contactFields,
        email: z.string().max(998).meta(pii('email')).optional().describe('As the CRM holds it.'),
        phone: z.string().max(256).meta(pii('phone')).optional().describe('As the CRM holds it.'),
        createdAt: timestamp.optional(),
        updatedAt: timestamp.optional(),
        properties,
      })
      .optional()
      .describe('Absent when the CRM has no such contact.'),
  }),
  effect: 'read',
  idempotent: 'natural',
  example: { email: 'ada@example.com', properties: ['newsletter'] },
});

/** Input of `getContact`. */
export interface GetContactInput extends z.input<typeof getContact.input> {}

/** Output of `getContact`. */
export interface GetContactOutput extends z.output<typeof getContact.output> {}
