import { z } from 'zod';
import { id, text } from './fields.ts';

/** Somebody's number in a message. */
const party = z.object({ phone_number: id, status: text });

/** A message, both ways. */
export const message = z.object({
  id,
  direction: text,
  type: text,
  messaging_profile_id: text,
  from: party,
  to: z.array(party).min(1).max(100),
  cc: z.array(party).max(100).nullish().catch(undefined),
  text: z.string().nullish().catch(undefined),
  media: z
    .array(
      z.object({ url: text, content_type: text, size: z.int().nonnegative().nullish().catch(undefined) }),
    )
    .max(100)
    .nullish()
    .catch(undefined),
  errors: z
    .array(z.object({ code: z.coerce.string().max(256), title: text, detail: text }))
    .nullish()
    .catch(undefined),
});
