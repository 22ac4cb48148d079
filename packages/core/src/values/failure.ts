import { z } from 'zod';
import { pii } from '../privacy/pii.ts';

/** Why something failed, in the vendor's words. */
export const failure = z
  .object({
    code: z
      .string()
      .max(256)
      .optional()
      .describe("The vendor's own code, such as `card_declined` or `30003`."),
    message: z.string().meta(pii('free_text')).optional().describe("The vendor's own explanation."),
  })
  .meta({ id: 'Failure', description: "Why something failed, in the vendor's words." });

/** See {@link failure}. */
export interface Failure extends z.output<typeof failure> {}
