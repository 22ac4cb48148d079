import { defineAction, pii } from '@touchline/core';
import { z } from 'zod';
import { properties, recordId, writtenRecord } from './crm-fields.ts';

/**
 * Makes a company, or brings the one that is there up to date. It is looked for by the first of `id`, `externalId`,
 * `domain` and `name` that is given; the others are written to it.
 */
export const upsertCompany = defineAction({
  name: 'upsertCompany',
  title: 'Create or update a company',
  description:
    'Makes a company, or updates the one with the same id, domain or name. Fields that are left out stay.',
  input: z
    .object({
      id: recordId.optional().describe("The CRM's own id of the company."),
      externalId: z
        .string()
        .min(1)
        .max(256)
        .optional()
        .describe('Your own id of the company. It counts where the connector is told which field holds it.'),
      domain: z
        .string()
        .regex(/^(?=.{1,253}$)[^\s/@:]+\.[^\s/@:]+$/, 'must be a domain, such as example.com')
        .optional(),
      name: z.string().min(1).max(512).optional(),
      phone: z.string().max(256).meta(pii('phone')).optional().describe('In any notation.'),
      industry: z.string().max(256).optional().describe('As the CRM names it.'),
      ownerId: recordId.optional().describe("The CRM's id of the user who owns the company."),
      properties: properties.optional(),
    })
    .refine(
      ({ id, externalId, domain, name }) => (id ?? externalId ?? domain ?? name) !== undefined,
      'must name a company by id, externalId, domain or name',
    ),
  output: writtenRecord,
  effect: 'write',
  idempotent: 'natural',
  example: {
    domain: 'engines.example.com',
    name: 'Analytical Engines Ltd',
    phone: '+1 415 555 0100',
    properties: { tier: 'gold' },
  },
});

/** Input of `upsertCompany`. */
export interface UpsertCompanyInput extends z.input<typeof upsertCompany.input> {}

/** Output of `upsertCompany`. */
export interface UpsertCompanyOutput extends z.output<typeof upsertCompany.output> {}
