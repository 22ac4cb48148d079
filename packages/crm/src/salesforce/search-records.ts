import { defineAction, jsonValue, pii } from '@touchline/core';
import { z } from 'zod';

const apiName = z.string().regex(/^[A-Za-z]\w{0,79}$/, 'must be an API name of Salesforce');
const value = z.union([z.string().max(4_000), z.number(), z.boolean(), z.null()]).meta(pii('other'));

/** Looks for records of any object by the values of their fields: Salesforce's own, in place of a query language. */
export const searchRecords = defineAction({
  name: 'searchRecords',
  title: 'Search records',
  description:
    'Finds records of any object, also of your own, in which all of the given fields have the given values.',
  input: z.object({
    objectType: apiName.describe('As Salesforce names it: `Contact`, `Invoice__c`.'),
    where: z
      .record(apiName, value)
      .refine((fields) => Object.keys(fields).length > 0, 'must name a field')
      .describe('Values that fields must have. Text is compared without case.'),
    properties: z.array(apiName).max(200).default([]).describe('Fields to read, besides the id.'),
    limit: z.int().min(1).max(2_000).default(100),
  }),
  output: z.object({
    records: z.array(
      z.object({ id: z.string(), properties: z.record(z.string(), jsonValue.meta(pii('other'))) }),
    ),
  }),
  effect: 'read',
  idempotent: 'natural',
  example: {
    objectType: 'Contact',
    where: { Email: 'ada@example.com' },
    properties: ['LastName'],
    limit: 10,
  },
});

/** Input of `searchRecords`. */
export interface SearchRecordsInput extends z.input<typeof searchRecords.input> {}

/** Output of `searchRecords`. */
export interface SearchRecordsOutput extends z.output<typeof searchRecords.output> {}
