import { z } from 'zod';

/** A text that says nothing when it is empty or null. Slack writes all three for the same. */
export const said = z
  .string()
  .nullish()
  .transform((text) => text || undefined);
