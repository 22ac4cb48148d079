import { jsonValue, pii } from '@touchline/core';
import { z } from 'zod';

const timestamp = z.string().describe('RFC 3339, UTC.');

const said = {
  value: jsonValue.meta(pii('other')),
  source: z.string().describe('Which system said so.'),
  at: timestamp.describe('When it was last said: RFC 3339, UTC.'),
  confidence: z.number().describe('How sure the rule is that took it, from 0 to 1.'),
};

const schema = z
  .object({
    format: z.literal('touchline-customer-export'),
    version: z.literal(1),
    exportedAt: timestamp,
    customer: z.object({ id: z.string(), tenant: z.string().describe('Empty where there are no tenants.') }),
    identifiers: z
      .array(
        z.object({
          namespace: z.string().describe('What it is: `email`, `phone`, `user`, `external:stripe`, …'),
          value: z.string().meta(pii('identifier')),
          firstSeenAt: timestamp,
        }),
      )
      .readonly()
      .describe('Everything that the customer is known by.'),
    traits: z
      .record(z.string(), z.object({ ...said, others: z.array(z.object(said)).readonly() }))
      .describe('What systems said of the customer: what is believed, and what else was said.'),
    computed: z
      .record(z.string(), z.unknown().meta(pii('other')))
      .describe('What was worked out from events, such as how often the customer bought.'),
    audiences: z
      .array(z.object({ name: z.string(), since: timestamp }))
      .readonly()
      .describe('The audiences that the customer is in.'),
    consents: z
      .array(
        z.looseObject({
          purpose: z.string(),
          channel: z.string().optional(),
          status: z.string().describe('`granted` or `withdrawn`.'),
          at: timestamp,
        }),
      )
      .readonly()
      .describe('What the customer agreed to and withdrew, with what proves it; newest first.'),
    receivers: z
      .array(z.object({ connector: z.string(), since: timestamp }))
      .readonly()
      .describe('The systems that data of the customer may have been sent to, and since when.'),
    decisions: z
      .array(z.looseObject({ kind: z.string(), at: timestamp }))
      .readonly()
      .describe('What people decided about who the customer is, and why; oldest first.'),
    events: z
      .array(
        z.object({
          at: timestamp,
          channel: z.string(),
          event: z.looseObject({ type: z.string(), time: z.string() }).describe('A CloudEvents 1.0 event.'),
        }),
      )
      .readonly()
      .describe('Everything that happened, newest first.'),
  })
  .meta({ id: 'CustomerExport', description: 'Everything that is kept about a customer.' });

/** Everything that a hub keeps about a customer. */
export interface CustomerExport extends z.output<typeof schema> {}

/** See {@link CustomerExport}. */
export interface CustomerExportSchema extends z.ZodType<CustomerExport> {}

/** The schema of {@link CustomerExport}. */
export const customerExport: CustomerExportSchema = schema;
