import { z } from 'zod';

/** A text that may be absent. */
export const said = z.string().nullish();

/** A number, or the text of one: Meta writes the same times and codes both ways. */
export const number = z.union([z.number(), z.string().regex(/^\d{1,18}$/)]).transform(Number);
