import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { customerRef } from '../values/customer-ref.ts';
import { timestamp } from '../values/timestamp.ts';
import { vendorId } from '../values/vendor-id.ts';

const membership = z.object({
  customer: customerRef.optional(),
  audience: z.string().min(1).max(256).describe('The name of the audience.'),
  personId: vendorId.describe('Who it is, by the id of the customer hub: `prs_…`.'),
  reason: z
    .enum(['profile', 'time', 'merge', 'split', 'definition'])
    .describe(
      '`profile`: of what happened or was learnt; `time`: a window passed; `merge`, `split`: of other people; `definition`: the audience was defined anew.',
    ),
});

const example = {
  customer: { id: 'prs_4mF0aQeX2Yt7Lr9sVbC1dw', email: 'ada@example.com' },
  audience: 'loyal',
  personId: 'prs_4mF0aQeX2Yt7Lr9sVbC1dw',
  reason: 'profile',
} as const;

/** Defines `audience.entered`. */
export const audienceEntered = defineEvent({
  type: 'audience.entered',
  title: 'Audience entered',
  description: 'A person became a member of an audience.',
  data: membership,
  example,
});

/** Data of `audience.entered`: a person became a member of an audience. */
export interface AudienceEntered extends z.output<typeof audienceEntered.data> {}

/** Defines `audience.exited`. */
export const audienceExited = defineEvent({
  type: 'audience.exited',
  title: 'Audience exited',
  description: 'A person is a member of an audience no longer, or was merged into another one.',
  data: membership.extend({
    enteredAt: timestamp.optional().describe('Since when it was a member.'),
    mergedInto: vendorId
      .optional()
      .describe('The person that it is part of now; whether that one is a member is told by itself.'),
  }),
  example: {
    ...example,
    reason: 'merge',
    enteredAt: '2026-11-01T08:00:00Z',
    mergedInto: 'prs_Zk3uT8vQpN5hB2xJ6oWyRg',
  },
});

/** Data of `audience.exited`: a person is a member of an audience no longer, or was merged into another one. */
export interface AudienceExited extends z.output<typeof audienceExited.data> {}

/** All events of audiences. */
export const audienceEvents: readonly EventDefinition[] = [audienceEntered, audienceExited];
