import type { z } from 'zod';
import { readOrRefuse } from '../errors/read-or-refuse.ts';

/**
 * Parses the config of a connector. Unknown keys are refused by name.
 *
 * @throws TouchlineError `config.invalid` naming every field that is wrong, and no value.
 */
export const parseConfig = <Config extends z.ZodObject>(
  id: string,
  schema: Config,
  input: unknown,
): z.output<Config> =>
  readOrRefuse((value) => schema.safeParse(value), input, {
    code: 'config.invalid',
    subject: `Config of ${id}`,
    connector: id,
  });
