import { z } from 'zod';
import { pii } from '../privacy/pii.ts';
import { countryCode } from './country.ts';

const line = z.string().max(512).meta(pii('address')).optional();

const schema = z
  .object({
    name: z.string().max(512).meta(pii('name')).optional().describe('Who receives there.'),
    line1: line.describe('Street and number.'),
    line2: line.describe('Apartment, suite, building.'),
    city: line,
    region: line.describe('State, province or county.'),
    postalCode: line,
    country: countryCode.meta(pii('address')).optional().describe('ISO 3166-1 alpha-2 code, upper case.'),
  })
  .meta({ id: 'PostalAddress', description: 'A postal address.' });

/** See {@link postalAddress}. */
export interface PostalAddress extends z.output<typeof schema> {}

/** The schema of {@link PostalAddress}, under a name so that what is made of it stays short. */
export interface PostalAddressSchema extends z.ZodType<PostalAddress, PostalAddress> {}

/** A postal address. Vendors validate them differently, so any part may be absent. */
export const postalAddress: PostalAddressSchema = schema;
