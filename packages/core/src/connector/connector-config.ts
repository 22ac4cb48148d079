import type { z } from 'zod';
import { TouchlineError } from '../errors/touchline-error.ts';
import { issuesOf, sentenceOf } from '../errors/zod-issues.ts';

/**
 * Parses the config of a connector. Unknown keys are refused by name.
 *
 * @throws TouchlineError `config.invalid` naming every field that is wrong, and no value.
 */
export const parseConfig = <Config extends z.ZodObject>(
  id: string,
  schema: Config,
  input: unknown,
): z.output<Config> => {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  throw new TouchlineError('config.invalid', `Config of ${id}: ${sentenceOf(issues)}.`, {
    connector: id,
    issues,
  });
};
