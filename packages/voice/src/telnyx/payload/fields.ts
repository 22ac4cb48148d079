import { z } from 'zod';

/** An id. */
export const id = z.string().min(1).max(1024);

/** A text that may be missing, empty or null: then it is not there. */
export const text = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => value || undefined);

/** A time in RFC 3339, with or without fractions of a second; what is none is left out. */
export const time = text.transform((value) => {
  const [whole] = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(value ?? '') ?? [];
  const read = whole === undefined ? undefined : new Date(whole);
  return read && !Number.isNaN(read.getTime()) ? { text: whole as string, date: read } : undefined;
});

/** A number from 0 to 1; what is none is left out. */
export const fraction = z.number().min(0).max(1).nullish().catch(undefined);
