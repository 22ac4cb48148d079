import { z } from 'zod';

/** Who, or what, took a call. */
export const answeredBy = z.enum(['human', 'machine', 'fax', 'unknown']);
