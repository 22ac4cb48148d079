import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { money } from '../values/money.ts';
import { postalAddress } from '../values/postal-address.ts';
import { crmChange, crmDeletion, crmMerge, crmRecord } from './crm-record.ts';

const company = crmRecord.extend({
  name: z.string().max(512).optional(),
  domain: z.string().max(253).optional().describe('The domain of its web site: `example.com`.'),
  phone: z.string().max(256).meta(pii('phone')).optional().describe('As the CRM holds it, in any notation.'),
  address: postalAddress.optional(),
  industry: z.string().max(256).optional(),
  employeeCount: z.int().nonnegative().optional(),
  annualRevenue: money.optional(),
});

const about = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  objectId: '7001',
  changedBy: '48210',
  changeSource: 'CRM_UI',
};

const example = {
  ...about,
  objectUrl: 'https://crm.example.com/companies/7001',
  ownerId: '48210',
  createdAt: '2026-03-02T08:15:00Z',
  updatedAt: '2026-11-21T09:30:00Z',
  name: 'Analytical Engines Ltd',
  domain: 'engines.example.com',
  phone: '+1 415 555 0100',
  address: { line1: '1 Dorset Street', city: 'London', country: 'GB' },
  industry: 'COMPUTER_HARDWARE',
  employeeCount: 42,
  annualRevenue: { amountMinor: 1_250_000_00, currency: 'GBP' },
  associations: [{ objectType: 'contact', objectId: '512' }],
  properties: { tier: 'gold', partner: false },
};

/** Defines `company.created`. */
export const companyCreated = defineEvent({
  type: 'company.created',
  title: 'Company created',
  description: 'A company was added to the CRM.',
  data: company,
  example,
});

/** Data of `company.created`: a company was added to the CRM. */
export interface CompanyCreated extends z.output<typeof companyCreated.data> {}

/** Defines `company.updated`. */
export const companyUpdated = defineEvent({
  type: 'company.updated',
  title: 'Company updated',
  description:
    'Fields of a company changed. A thin event gives their names alone: fetch the record for the rest.',
  data: company.extend(crmChange),
  example: {
    ...example,
    changedFields: [{ name: 'industry', value: 'COMPUTER_HARDWARE', previousValue: null }],
  },
});

/** Data of `company.updated`: fields of a company changed. */
export interface CompanyUpdated extends z.output<typeof companyUpdated.data> {}

/** Defines `company.deleted`. */
export const companyDeleted = defineEvent({
  type: 'company.deleted',
  title: 'Company deleted',
  description: 'A company was removed from the CRM, for now or for good.',
  data: crmDeletion,
  example: { ...about, isErasure: false },
});

/** Data of `company.deleted`: a company was removed from the CRM. */
export interface CompanyDeleted extends z.output<typeof companyDeleted.data> {}

/** Defines `company.merged`. */
export const companyMerged = defineEvent({
  type: 'company.merged',
  title: 'Companies merged',
  description: 'Companies that were the same became one.',
  data: crmMerge,
  example: { ...about, mergedObjectIds: ['7002'] },
});

/** Data of `company.merged`: companies that were the same became one. */
export interface CompanyMerged extends z.output<typeof companyMerged.data> {}

/** Defines `company.restored`. */
export const companyRestored = defineEvent({
  type: 'company.restored',
  title: 'Company restored',
  description: 'A company that was deleted is back.',
  data: company,
  example,
});

/** Data of `company.restored`: a company that was deleted is back. */
export interface CompanyRestored extends z.output<typeof companyRestored.data> {}

/** All events of companies. */
export const companyEvents: readonly EventDefinition[] = [
  companyCreated,
  companyUpdated,
  companyDeleted,
  companyMerged,
  companyRestored,
];
