import { defineAction, money, pii, timestamp } from '@touchline/core';
import { z } from 'zod';
import { contactRef, properties, recordId, writtenRecord } from './crm-fields.ts';

const dealFields = {
  amount: money.optional(),
  stage: z.string().min(1).max(256).optional().describe("The CRM's id of the stage."),
  pipeline: z.string().min(1).max(256).optional().describe("The CRM's id of the pipeline."),
  expectedCloseAt: timestamp.optional(),
  ownerId: recordId.optional().describe("The CRM's id of the user who owns the deal."),
  properties: properties.optional(),
};

const name = z.string().min(1).max(1024).meta(pii('free_text'));

/** Makes a deal. */
export const createDeal = defineAction({
  name: 'createDeal',
  title: 'Create a deal',
  description: 'Makes a deal in a pipeline and ties it to a contact and a company that are in the CRM.',
  input: z.object({
    name,
    ...dealFields,
    contact: contactRef.optional(),
    companyId: recordId.optional(),
  }),
  output: writtenRecord,
  effect: 'write',
  idempotent: 'no',
  example: {
    name: 'Analytical Engines: 20 seats',
    amount: { amountMinor: 480_000, currency: 'GBP' },
    stage: 'qualifiedtobuy',
    pipeline: 'default',
    expectedCloseAt: '2026-12-15T00:00:00Z',
    contact: { email: 'ada@example.com' },
    companyId: '7001',
  },
});

/** Input of `createDeal`. */
export interface CreateDealInput extends z.input<typeof createDeal.input> {}

/** Output of `createDeal`. */
export interface CreateDealOutput extends z.output<typeof createDeal.output> {}

/** Changes fields of a deal. */
export const updateDeal = defineAction({
  name: 'updateDeal',
  title: 'Update a deal',
  description: 'Changes fields of a deal, such as its stage. Fields that are left out stay.',
  input: z.object({ id: recordId, name: name.optional(), ...dealFields }),
  output: writtenRecord,
  effect: 'write',
  idempotent: 'natural',
  example: { id: '9001', stage: 'closedwon', amount: { amountMinor: 460_000, currency: 'GBP' } },
});

/** Input of `updateDeal`. */
export interface UpdateDealInput extends z.input<typeof updateDeal.input> {}

/** Output of `updateDeal`. */
export interface UpdateDealOutput extends z.output<typeof updateDeal.output> {}
