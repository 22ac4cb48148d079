import { z } from 'zod';
import { readOrRefuse } from '../errors/read-or-refuse.ts';
import { toTouchlineError } from '../errors/touchline-error.ts';

/**
 * Runs what the author of a connector wrote. Whatever it throws becomes an error of the family.
 *
 * @param said what the error says besides, where it is made here.
 */
export const inFamily = async <Value>(
  said: Parameters<typeof toTouchlineError>[1],
  run: () => Value | Promise<Value>,
): Promise<Awaited<Value>> => {
  try {
    return await run();
  } catch (thrown) {
    throw toTouchlineError(thrown, said);
  }
};

/**
 * Runs a part of a connector, and checks what it answers.
 *
 * @throws TouchlineError `action.output_invalid` when the answer is not what the contract asks for.
 */
export const runPart = async <Answer>(
  connector: string,
  part: 'check' | 'erase' | 'poll',
  answer: z.ZodType,
  run: () => Answer | Promise<Answer>,
): Promise<Answer> => {
  const answered: unknown = await inFamily({ connector }, run);
  return readOrRefuse((value) => answer.safeParse(value), answered, {
    code: 'action.output_invalid',
    subject: `Answer of the ${part} of connector ${connector}`,
    connector,
  }) as Answer;
};

/** What a check answers. */
export const checkReport = z.object({ account: z.string().optional() });

/** What an erasure answers. */
export const erasureReceipt = z.object({
  status: z.enum(['erased', 'requested', 'not_found']),
  reference: z.string().optional(),
});

/** What an ask of a poll answers. */
export const pollResult = z.object({
  events: z.array(
    z.custom((event) => typeof event === 'object' && event !== null, 'must be made by event or ignore'),
  ),
  cursor: z.string(),
  more: z.boolean().optional(),
});
