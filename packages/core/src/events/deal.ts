import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { money } from '../values/money.ts';
import { timestamp } from '../values/timestamp.ts';
import { crmChange, crmDeletion, crmMerge, crmRecord } from './crm-record.ts';

const deal = crmRecord.extend({
  name: z.string().max(1024).meta(pii('free_text')).optional(),
  amount: money.optional(),
  stage: z.string().max(256).optional().describe("The vendor's id or name of the stage."),
  pipeline: z.string().max(256).optional().describe("The vendor's id or name of the pipeline."),
  probability: z.number().min(0).max(1).optional().describe('Chance of winning: 0 to 1.'),
  expectedCloseAt: timestamp.optional(),
});

const about = {
  customer: { id: 'cus_1001', email: 'ada@example.com' },
  objectId: '9001',
  changedBy: '48210',
  changeSource: 'CRM_UI',
};

const example = {
  ...about,
  objectUrl: 'https://crm.example.com/deals/9001',
  ownerId: '48210',
  createdAt: '2026-03-02T08:15:00Z',
  updatedAt: '2026-11-21T09:30:00Z',
  name: 'Analytical Engines: 20 seats',
  amount: { amountMinor: 480_000, currency: 'GBP' },
  stage: 'contractsent',
  pipeline: 'default',
  probability: 0.9,
  expectedCloseAt: '2026-12-15T00:00:00Z',
  associations: [{ objectType: 'company', objectId: '7001' }],
  properties: { forecast: 'COMMIT' },
};

/** Defines `deal.created`. */
export const dealCreated = defineEvent({
  type: 'deal.created',
  title: 'Deal created',
  description: 'A deal was added to the CRM.',
  data: deal,
  example,
});

/** Data of `deal.created`: a deal was added to the CRM. */
export interface DealCreated extends z.output<typeof dealCreated.data> {}

/** Defines `deal.updated`. */
export const dealUpdated = defineEvent({
  type: 'deal.updated',
  title: 'Deal updated',
  description:
    'Fields of a deal changed. A thin event gives their names alone: fetch the record for the rest.',
  data: deal.extend(crmChange),
  example: {
    ...example,
    changedFields: [{ name: 'amount', value: '4800.00', previousValue: '4200.00' }],
  },
});

/** Data of `deal.updated`: fields of a deal changed. */
export interface DealUpdated extends z.output<typeof dealUpdated.data> {}

/** Defines `deal.deleted`. */
export const dealDeleted = defineEvent({
  type: 'deal.deleted',
  title: 'Deal deleted',
  description: 'A deal was removed from the CRM, for now or for good.',
  data: crmDeletion,
  example: { ...about, isErasure: false },
});

/** Data of `deal.deleted`: a deal was removed from the CRM. */
export interface DealDeleted extends z.output<typeof dealDeleted.data> {}

/** Defines `deal.merged`. */
export const dealMerged = defineEvent({
  type: 'deal.merged',
  title: 'Deals merged',
  description: 'Deals that were the same became one.',
  data: crmMerge,
  example: { ...about, mergedObjectIds: ['9002'] },
});

/** Data of `deal.merged`: deals that were the same became one. */
export interface DealMerged extends z.output<typeof dealMerged.data> {}

/** Defines `deal.restored`. */
export const dealRestored = defineEvent({
  type: 'deal.restored',
  title: 'Deal restored',
  description: 'A deal that was deleted is back.',
  data: deal,
  example,
});

/** Data of `deal.restored`: a deal that was deleted is back. */
export interface DealRestored extends z.output<typeof dealRestored.data> {}

/** Defines `deal.stage_changed`. */
export const dealStageChanged = defineEvent({
  type: 'deal.stage_changed',
  title: 'Deal stage changed',
  description: 'A deal moved to another stage of its pipeline.',
  data: deal.extend({
    stage: z.string().min(1).max(256).describe("The vendor's id or name of the new stage."),
    previousStage: z.string().max(256).optional().describe('Absent where the vendor does not say.'),
  }),
  example: { ...example, previousStage: 'qualifiedtobuy' },
});

/** Data of `deal.stage_changed`: a deal moved to another stage of its pipeline. */
export interface DealStageChanged extends z.output<typeof dealStageChanged.data> {}

/** Defines `deal.won`. */
export const dealWon = defineEvent({
  type: 'deal.won',
  title: 'Deal won',
  description: 'A deal was closed as won.',
  data: deal.extend({ closedAt: timestamp.optional() }),
  example: { ...example, stage: 'closedwon', probability: 1, closedAt: '2026-11-21T09:30:00Z' },
});

/** Data of `deal.won`: a deal was closed as won. */
export interface DealWon extends z.output<typeof dealWon.data> {}

/** Defines `deal.lost`. */
export const dealLost = defineEvent({
  type: 'deal.lost',
  title: 'Deal lost',
  description: 'A deal was closed as lost.',
  data: deal.extend({
    closedAt: timestamp.optional(),
    reason: z.string().meta(pii('free_text')).optional(),
  }),
  example: {
    ...example,
    stage: 'closedlost',
    probability: 0,
    closedAt: '2026-11-21T09:30:00Z',
    reason: 'Went with what they had.',
  },
});

/** Data of `deal.lost`: a deal was closed as lost. */
export interface DealLost extends z.output<typeof dealLost.data> {}

/** All events of deals. */
export const dealEvents: readonly EventDefinition[] = [
  dealCreated,
  dealUpdated,
  dealDeleted,
  dealMerged,
  dealRestored,
  dealStageChanged,
  dealWon,
  dealLost,
];
