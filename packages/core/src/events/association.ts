import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { customerRef } from '../values/customer-ref.ts';
import { vendorId } from '../values/vendor-id.ts';
import { recordRef } from './crm-record.ts';

const association = z.object({
  customer: customerRef.optional(),
  associationId: vendorId.optional().describe("The vendor's id of the tie itself, where it has one."),
  from: recordRef,
  to: recordRef,
  label: z.string().max(256).optional().describe('What the one is to the other: `Decision maker`.'),
  isPrimary: z.boolean().optional(),
  changeSource: z.string().max(256).optional().describe('How it was done: `CRM_UI`, `API`, `WORKFLOW`.'),
});

const example = {
  customer: { id: 'cus_1001' },
  associationId: '512-7001',
  from: { objectType: 'contact', objectId: '512' },
  to: { objectType: 'company', objectId: '7001' },
  label: 'Decision maker',
  isPrimary: true,
  changeSource: 'CRM_UI',
};

/** Defines `association.created`. */
export const associationCreated = defineEvent({
  type: 'association.created',
  title: 'Association created',
  description: 'Two records of a CRM were tied together.',
  data: association,
  example,
});

/** Data of `association.created`: two records of a CRM were tied together. */
export interface AssociationCreated extends z.output<typeof associationCreated.data> {}

/** Defines `association.deleted`. */
export const associationDeleted = defineEvent({
  type: 'association.deleted',
  title: 'Association deleted',
  description: 'Two records of a CRM are no longer tied together.',
  data: association,
  example,
});

/** Data of `association.deleted`: two records of a CRM are no longer tied together. */
export interface AssociationDeleted extends z.output<typeof associationDeleted.data> {}

/** All events of associations between records. */
export const associationEvents: readonly EventDefinition[] = [associationCreated, associationDeleted];
