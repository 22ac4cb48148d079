import type { DeadLetter, DeadLetterFilter } from '@touchline/core';
import { anyEvent } from '@touchline/openapi';
import { z } from 'zod';
import { isoOf, timeField, typePattern } from '../../endpoint/fields.ts';

/** Where a delivery may end. */
export const stages = ['map', 'input', 'authorize', 'deliver', 'parse'] as const;

const letterBase = {
  id: z.string(),
  stage: z.enum(stages).describe('Where it ended.'),
  error: z
    .object({ code: z.string(), message: z.string(), disposition: z.string() })
    .describe('Why it ended, with the code of an error.'),
  buriedAt: z.string().describe('RFC 3339.'),
};

/** A dead letter as it is shown. */
export const deadLetter = z
  .discriminatedUnion('kind', [
    z
      .object({
        kind: z.literal('delivery'),
        ...letterBase,
        route: z.string().describe('The id of its route.'),
        attempts: z.int().describe('How often it was tried.'),
        position: z.int(),
        event: anyEvent,
      })
      .meta({ id: 'DeadDelivery', description: 'A delivery that could not be made.' }),
    z
      .object({
        kind: z.literal('webhook'),
        ...letterBase,
        connector: z.string().describe('The registered name of the connector.'),
        request: z.object({
          method: z.string(),
          url: z.string(),
          headers: z.record(z.string(), z.string()).describe('Without those that carry credentials.'),
          bodyBase64: z.string(),
          items: z
            .array(z.int())
            .optional()
            .describe('Which items of a batch could not be understood, from 0.'),
        }),
      })
      .meta({ id: 'DeadWebhook', description: 'An authentic webhook that could not be understood.' }),
  ])
  .meta({ id: 'DeadLetter', description: 'What could not be delivered or understood, and is kept.' });

/** Which dead letters. */
export const filterSchema = z
  .strictObject({
    ids: z.array(z.string().min(1).max(256)).min(1).max(1_000).optional(),
    kind: z.enum(['delivery', 'webhook']).optional(),
    routes: z.array(z.string().min(1).max(256)).min(1).max(100).optional(),
    connector: z.string().min(1).max(100).optional(),
    stages: z.array(z.enum(stages)).min(1).optional(),
    codes: z.array(z.string().min(1).max(100)).min(1).max(100).optional(),
    types: z.array(typePattern).min(1).max(100).optional().describe('Patterns of event types.'),
    from: timeField('Buried at or after this time.').optional(),
    before: timeField('Buried before this time.').optional(),
  })
  .meta({
    id: 'DeadLetterFilter',
    description: 'Which dead letters: all parts must hold; without any, all.',
  });

/** What is done to which of them. */
export const command = z.strictObject({
  filter: filterSchema,
  dryRun: z.boolean().default(false).describe('Only counts.'),
});

/** The filter of the log that a filter of the API is. */
export const filterOf = ({
  routes,
  from,
  before,
  ...same
}: Omit<z.output<typeof filterSchema>, 'routes' | 'codes' | 'types' | 'stages'> & {
  readonly routes?: readonly string[] | undefined;
  readonly stages?: readonly (typeof stages)[number][] | undefined;
  readonly codes?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
}): DeadLetterFilter => ({
  ...(Object.fromEntries(
    Object.entries(same).filter(([, value]) => value !== undefined),
  ) as DeadLetterFilter),
  ...(routes && { subscriptions: routes }),
  ...(from !== undefined && { fromMs: Date.parse(from) }),
  ...(before !== undefined && { beforeMs: Date.parse(before) }),
});

/** A dead letter as it is shown. */
export const letterOf = (letter: DeadLetter) => {
  const { id, kind, stage, error, buriedAtMs } = letter;
  const { code, message, disposition } = error;
  const known = {
    id,
    kind,
    stage,
    error: { code, message, disposition },
    buriedAt: isoOf(buriedAtMs),
  };
  return letter.kind === 'delivery'
    ? {
        ...known,
        route: letter.subscription,
        attempts: letter.attempts,
        position: letter.position,
        event: letter.event,
      }
    : { ...known, connector: letter.connector, request: letter.request };
};
