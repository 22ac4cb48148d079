import { emailAddress, phoneNumber, pii } from '@touchline/core';
import { z } from 'zod';

/** An id that the CRM gave to one of its records: opaque, compared byte by byte. */
export const recordId = z.string().min(1).max(1024);

/** Fields as the CRM names them, also the account's own. `null` empties a field; what is left out stays as it is. */
export const properties = z
  .record(
    z.string().min(1).max(256),
    z.union([z.string(), z.number(), z.boolean(), z.null()]).meta(pii('other')),
  )
  .describe("Fields as the CRM names them, also the account's own. `null` empties a field.");

/** See {@link properties}. */
export interface Properties extends z.output<typeof properties> {}

/** By what a contact is known. */
export const contactKeys = {
  id: recordId.optional().describe("The CRM's own id of the contact. It wins over all others."),
  externalId: z
    .string()
    .min(1)
    .max(256)
    .meta(pii('identifier'))
    .optional()
    .describe('Your own id of the person. It counts where the connector is told which field holds it.'),
  email: emailAddress.optional(),
  phone: phoneNumber.optional(),
};

const names = ['id', 'externalId', 'email', 'phone'] as const;

/** Whether at least one of {@link contactKeys} is there. */
export const isKnown = (contact: { readonly [Name in (typeof names)[number]]?: unknown }): boolean =>
  names.some((name) => contact[name] !== undefined);

/** What a refinement with {@link isKnown} says. */
export const unknownContact = 'must name a contact by id, externalId, email or phone';

/** A contact that is in the CRM, by whatever is known of it; looked for in this order. */
export const contactRef = z.object(contactKeys).refine(isKnown, unknownContact);

/** See {@link contactRef}. */
export interface ContactRef extends z.output<typeof contactRef> {}

/** What writing a record gives. */
export const writtenRecord = z.object({
  id: recordId.describe("The CRM's id of the record."),
  created: z.boolean().optional().describe('Whether the record is new. Absent where the CRM does not say.'),
});

/** See {@link writtenRecord}. */
export interface WrittenRecord extends z.output<typeof writtenRecord> {}
