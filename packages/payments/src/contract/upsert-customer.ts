import { customerRef, defineAction, pii } from '@touchline/core';
import { z } from 'zod';
import { metadata, vendorId } from './payment.ts';

const line = z.string().max(512).meta(pii('address')).optional();

const address = z.object({
  line1: line.describe('Street and number.'),
  line2: line,
  city: line,
  region: line.describe('State, province or county.'),
  postalCode: line,
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code in upper case')
    .meta(pii('address'))
    .optional(),
});

/** Makes a customer known to the vendor, or brings the one that is known up to date. */
export const upsertCustomer = defineAction({
  name: 'upsertCustomer',
  title: 'Create or update a customer',
  description:
    "Finds the customer by the vendor's id in externalIds, else by e-mail address, and updates it; creates it where there is none. Fields that are left out stay as they are.",
  effect: 'write',
  idempotent: 'natural',
  input: z.object({
    customer: customerRef,
    address: address.optional(),
    language: z.string().min(1).max(64).optional().describe('BCP 47.'),
    description: z.string().max(350).meta(pii('free_text')).optional(),
    metadata: metadata.optional(),
  }),
  output: z.object({
    customerId: vendorId.meta(pii('identifier')).describe("The vendor's id of the customer."),
    created: z.boolean().describe('Whether there was none before.'),
  }),
  example: {
    customer: { id: 'cus_1001', email: 'ada@example.com', name: 'Ada Lovelace', phone: '+14155550123' },
    address: { line1: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
    language: 'en-GB',
    metadata: { plan: 'gold' },
  },
});

/** What `upsertCustomer` takes. */
export interface UpsertCustomerInput extends z.input<typeof upsertCustomer.input> {}

/** What `upsertCustomer` answers with. */
export interface UpsertCustomerOutput extends z.output<typeof upsertCustomer.output> {}
