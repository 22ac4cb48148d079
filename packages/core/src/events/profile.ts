import { z } from 'zod';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition } from '../event/envelope.ts';
import { pii } from '../privacy/pii.ts';
import { customerRef } from '../values/customer-ref.ts';
import { jsonValue } from '../values/json-value.ts';

/** Defines `profile.updated`. */
export const profileUpdated = defineEvent({
  type: 'profile.updated',
  title: 'Profile updated',
  description: 'Somebody, or a system of yours, says what holds of a person.',
  data: z.object({
    customer: customerRef,
    traits: z
      .record(z.string().min(1).max(128), jsonValue.meta(pii('other')))
      .describe('What holds now, by the name of the trait; null where there is no such thing any more.'),
  }),
  example: {
    customer: { id: 'cus_1001', email: 'ada@example.com' },
    traits: { plan: 'gold', newsletter: true, birthday: null },
  },
});

/** Data of `profile.updated`: somebody, or a system of yours, says what holds of a person. */
export interface ProfileUpdated extends z.output<typeof profileUpdated.data> {}

/** All events of profiles. */
export const profileEvents: readonly EventDefinition[] = [profileUpdated];
