import type { ChangedField } from '@touchline/core';
import { z } from 'zod';
import type { StripeEvent } from '../payload/event.ts';

const json = z.json().optional().catch(undefined);
const fields = z.record(z.string(), json).catch({});

/** Which fields an update changed, from what Stripe says that they were before. A field that was unset before has null. */
export const changedFieldsOf = ({ data }: StripeEvent): ChangedField[] => {
  const now = fields.parse(data.object);
  return Object.entries(data.previous_attributes ?? {})
    .filter(([name]) => name !== '' && name.length <= 256)
    .map(([name, before]) => ({
      name,
      value: Object.hasOwn(now, name) ? now[name] : undefined,
      previousValue: json.parse(before),
    }));
};
