import { z } from 'zod';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { jsonValue } from '../values/json-value.ts';
import { timestamp } from '../values/timestamp.ts';
import { webUrl } from '../values/url.ts';
import { vendorId } from '../values/vendor-id.ts';

/** The record at one end of an association. */
export const recordRef = z
  .object({
    objectType: z.string().min(1).max(256).describe('`contact`, `company`, `deal`, or a type of your own.'),
    objectId: vendorId,
  })
  .meta({ id: 'RecordRef', description: 'A record of a CRM.' });

/** See {@link recordRef}. */
export interface RecordRef extends z.output<typeof recordRef> {}

/** One field of a record that changed. A thin event gives the name alone. */
export const changedField = z
  .object({
    name: z.string().min(1).max(256).describe("The vendor's name of the field."),
    value: jsonValue
      .meta(pii('other'))
      .optional()
      .describe('What it is now. Absent where the vendor does not say.'),
    previousValue: jsonValue.meta(pii('other')).optional().describe('What it was before.'),
  })
  .meta({ id: 'ChangedField', description: 'One field of a record that changed.' });

/** See {@link changedField}. */
export interface ChangedField extends z.output<typeof changedField> {}

const about = z.object({
  customer: customerRef.optional(),
  objectId: vendorId.describe("The vendor's id of the record."),
  changedBy: vendorId.optional().describe("The vendor's id of the user or the app that did it."),
  changeSource: z
    .string()
    .max(256)
    .optional()
    .describe('How it was done: `CRM_UI`, `API`, `IMPORT`, `WORKFLOW`.'),
});

/** What every event tells of a record that exists. Thin events give the id alone. */
export const crmRecord = about.extend({
  objectUrl: webUrl.optional().describe("The record's page in the vendor's application."),
  ownerId: vendorId.optional().describe("The vendor's id of the user who owns the record."),
  createdAt: timestamp.optional(),
  updatedAt: timestamp.optional(),
  associations: z.array(recordRef).optional().describe('Records that this one is tied to.'),
  properties: z
    .record(z.string().min(1).max(256), jsonValue.meta(pii('other')))
    .optional()
    .describe("Fields as the vendor names them, also the account's own."),
});

/** What an update adds to the record. */
export const crmChange = {
  changedFields: z.array(changedField).describe('What changed; empty where the vendor does not say.'),
};

/** What is left to tell of a record that is gone. */
export const crmDeletion = about.extend({
  isErasure: z
    .boolean()
    .optional()
    .describe('Whether a person asked to be forgotten, rather than a tidy-up.'),
});

/** Two or more records became one. */
export const crmMerge = about.extend({
  objectId: vendorId.describe('The record that lives on.'),
  mergedObjectIds: z.array(vendorId).min(1).describe('The records that went into it and are gone.'),
});
