import { issuesOf, sentenceOf, TouchlineError } from '@touchline/core';
import type { z } from 'zod';

/**
 * Reads a vendor's own parts of a message, `native.<connector>`; other vendors' parts are theirs.
 *
 * @throws TouchlineError `action.input_invalid` naming every path that is wrong.
 */
export const nativePartsOf = <Schema extends z.ZodObject>(
  connector: string,
  schema: Schema,
  native: Readonly<Record<string, unknown>> | undefined,
): z.output<Schema> => {
  const parsed = schema.safeParse(native && Object.hasOwn(native, connector) ? native[connector] : {});
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error).map(({ path, message }) => ({
    path: [`native.${connector}`, path].filter(Boolean).join('.'),
    message,
  }));
  throw new TouchlineError('action.input_invalid', `Input of ${connector}: ${sentenceOf(issues)}.`, {
    connector,
    issues,
  });
};
