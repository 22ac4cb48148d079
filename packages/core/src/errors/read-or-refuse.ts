import type { z } from 'zod';
import type { ErrorCode } from './error-codes.ts';
import { type Issue, TouchlineError } from './touchline-error.ts';
import { issuesOf, sentenceOf } from './zod-issues.ts';

/** What to say when a value does not fit. */
export interface Refusal {
  readonly code: ErrorCode;
  /** What the value is, before the colon: `Config of stripe`. */
  readonly subject: string;
  readonly connector?: string;
}

/**
 * The value as a schema has it.
 *
 * @param parse the schema's `safeParse`.
 * @throws TouchlineError of the refusal's code that names every failing path and no value; also when reading the value
 *   throws, as a getter, a schema that has to wait, or one that is nested too deep may do.
 */
export const readOrRefuse = <Value>(
  parse: (value: unknown) => z.ZodSafeParseResult<Value>,
  value: unknown,
  refusal: Refusal,
): Value => {
  let parsed: z.ZodSafeParseResult<Value>;
  try {
    parsed = parse(value);
  } catch {
    throw refused(refusal, 'it cannot be read');
  }
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  throw refused(refusal, sentenceOf(issues), issues);
};

const refused = (
  { code, subject, connector }: Refusal,
  why: string,
  issues?: readonly Issue[],
): TouchlineError =>
  new TouchlineError(code, `${subject}: ${why}.`, {
    ...(connector !== undefined && { connector }),
    ...(issues && { issues }),
  });
