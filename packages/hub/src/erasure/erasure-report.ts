import { z } from 'zod';

const timestamp = z.string().describe('RFC 3339, UTC.');

const destination = z.object({
  connector: z.string().describe('The name it is registered under.'),
  status: z
    .enum([
      'pending',
      'waiting_for_credentials',
      'erased',
      'requested',
      'not_found',
      'cannot_erase',
      'not_registered',
      'failed',
    ])
    .describe(
      [
        '`pending`: not asked yet, or to be asked again.',
        '`waiting_for_credentials`: it refuses the credentials; it is asked again every hour, and when the service starts.',
        '`erased`: it says that it has erased the person.',
        '`requested`: it says that it will.',
        '`not_found`: it does not know the person.',
        '`cannot_erase`: the connector has no way to erase; do it by hand.',
        '`not_registered`: it received data once and is no longer registered; do it by hand.',
        '`failed`: it refused for good, or the retries are used up; do it by hand.',
      ].join(' '),
    ),
  attempts: z.int().describe('How often it was asked.'),
  at: timestamp.optional().describe('When the status became what it is.'),
  nextAttemptAt: timestamp.optional(),
  reference: z
    .string()
    .optional()
    .describe('By what the vendor knows the request, of one that erases later.'),
  error: z
    .object({ code: z.string(), vendorStatus: z.int().optional() })
    .optional()
    .describe('Why the last attempt failed.'),
});

/** How far an erasure is at one destination. */
export interface ErasureDestination extends z.output<typeof destination> {}

const report = z.object({
  id: z.string().describe('Of the erasure.'),
  person: z.string().describe('The id that the person had.'),
  tenant: z.string(),
  state: z
    .enum(['requested', 'erased', 'done'])
    .describe(
      '`requested`: under way. `erased`: nothing is left in the hub and its logs, destinations are still being asked. `done`: final.',
    ),
  requestedAt: timestamp,
  erasedAt: timestamp.optional().describe('When nothing was left in the hub.'),
  completedAt: timestamp.optional(),
  keysDestroyed: z.int().describe('How many anchors lost their keys, and with them all that was sealed.'),
  keptWebhooksDiscarded: z
    .int()
    .describe('How many webhooks that had not been understood mentioned the person, and were discarded.'),
  destinations: z.array(destination),
});

/** What an erasure did, and what it could not do. It holds nothing personal. */
export interface ErasureReport extends z.output<typeof report> {}

/** See {@link ErasureReport}. */
export interface ErasureReportSchema extends z.ZodType<ErasureReport> {}

/** The schema of {@link ErasureReport}. */
export const erasureReport: ErasureReportSchema = report;
