import { z } from 'zod';
import { pii } from '../privacy/pii.ts';

/**
 * An e-mail address, by the rule that browsers use: it takes every ASCII address that mail servers do, also `a&b@…` and
 * `docomo.@…`, which stricter patterns refuse.
 *
 * @see https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address
 */
export const emailAddress = z
  .email({ pattern: z.regexes.html5Email, error: 'must be an e-mail address' })
  .max(320)
  .meta(pii('email'));

/** A phone number in E.164: `+`, the country code and the number, 2 to 15 digits in all. */
export const phoneNumber = z
  .string()
  .regex(/^\+[1-9]\d{1,14}$/, 'must be an E.164 number, such as +14155550123')
  .meta(pii('phone'));

const schema = z
  .object({
    id: z.string().min(1).max(256).meta(pii('identifier')).optional().describe('Your own id of the person.'),
    email: emailAddress.optional(),
    phone: phoneNumber.optional(),
    anonymousId: z
      .string()
      .min(1)
      .max(256)
      .meta(pii('identifier'))
      .optional()
      .describe('An id of a visitor who is not known yet, such as a cookie.'),
    externalIds: z
      .record(z.string().min(1).max(128), z.string().min(1).max(256).meta(pii('identifier')))
      .optional()
      .describe("The person's id in a vendor's system, by connector id."),
    name: z.string().min(1).max(512).meta(pii('name')).optional(),
  })
  .meta({ id: 'CustomerRef', description: 'The person that an event is about.' });

/** See {@link customerRef}. */
export interface CustomerRef extends z.output<typeof schema> {}

/** The schema of {@link CustomerRef}, under a name so that what is made of it stays short. */
export interface CustomerRefSchema extends z.ZodType<CustomerRef, CustomerRef> {}

/** The person that an event is about. Routes order by it, the hub resolves it, and erasure follows it. */
export const customerRef: CustomerRefSchema = schema;
