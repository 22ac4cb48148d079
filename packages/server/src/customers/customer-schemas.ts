import { jsonValue, pii } from '@touchline/core';
import { z } from 'zod';

export const timeText = (description: string) => z.string().describe(`${description}: RFC 3339, UTC.`);

/** Why an identifier joins nobody. */
export const isolation = z
  .enum(['blocked', 'shared', 'too_many'])
  .describe(
    'Why it joins nobody: `blocked`, its value stands for nothing; `shared`, it was seen with too many owners; `too_many`, too much hangs together with it.',
  );

/** Who somebody is. */
export const customerIdentity = z
  .object({
    id: z.string().describe('Leads to the customer for ever, also after merges.'),
    tenant: z.string().optional().describe('Absent where there are no tenants.'),
    identifiers: z
      .array(
        z.object({
          namespace: z.string().describe('What it is: `email`, `phone`, `user`, `external:stripe`, …'),
          value: z.string().meta(pii('identifier')),
          firstSeen: timeText('When it was first seen'),
          isolation: isolation.optional(),
        }),
      )
      .describe('What the customer is known by; the first is the one that was seen first.'),
  })
  .meta({ id: 'CustomerIdentity', description: 'Who a customer is.' });

const said = {
  value: jsonValue.meta(pii('other')),
  source: z.string().describe('Which system says so.'),
  at: timeText('When it was last said'),
  confidence: z.number().describe('How sure the rule is that took it, from 0 to 1.'),
};

const trait = z
  .object({
    ...said,
    others: z.array(z.object(said)).describe('What else was said, newest first.'),
    policyFailed: z
      .literal(true)
      .optional()
      .describe('A policy of yours failed; the newest was taken instead.'),
  })
  .meta({
    id: 'CustomerTrait',
    description: 'A trait with the value that is believed, and those that are not.',
  });

/** What is known of somebody. */
export const profile = {
  traits: z.record(z.string(), trait).describe('What systems say of the customer.'),
  computed: z
    .record(z.string(), jsonValue.meta(pii('other')))
    .describe(
      'What is worked out from events: a number, a time, amounts in minor units by currency, or a value.',
    ),
};

export const audienceMembership = z
  .object({ audience: z.string(), since: timeText('Since when') })
  .meta({ id: 'AudienceMembership', description: 'An audience that a customer belongs to.' });

const reason = z
  .enum(['consent.withdrawn', 'consent.missing', 'consent.expired', 'consent.too_weak'])
  .optional()
  .describe('Why not; `consent.too_weak` where there is a grant that is less than the law asks for.');

/** How somebody stands to a purpose on a channel, in short. */
export const consentInShort = z.object({
  purpose: z.string().describe('`*`: all.'),
  channel: z.string().describe('`*`: all.'),
  allowed: z.boolean(),
  reason,
});

/** A customer with all that is known, as an agent wants to see it. */
export const customer = customerIdentity
  .extend({
    ...profile,
    audiences: z.array(audienceMembership),
    consents: z.array(consentInShort).describe('What may be delivered now, in short.'),
  })
  .meta({ id: 'Customer', description: 'A customer with all that is known, but what happened.' });
