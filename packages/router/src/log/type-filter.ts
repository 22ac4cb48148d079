import { isTypePattern, TouchlineError } from '@touchline/core';

/** The event types that a subscription or a reading wants, taken apart once. */
export interface TypeFilter {
  readonly patterns: readonly string[];
  /** True when it wants everything. */
  readonly all: boolean;
  readonly exact: ReadonlySet<string>;
  /** With the dot at the end: `payment.`. */
  readonly prefixes: readonly string[];
  matches(type: string): boolean;
}

/**
 * Takes patterns apart.
 *
 * @throws TouchlineError `route.invalid` naming the first text that is not a pattern.
 */
export const createTypeFilter = (patterns: readonly string[] = ['*']): TypeFilter => {
  const wrong = patterns.find((pattern) => !isTypePattern(pattern));
  if (wrong !== undefined)
    throw new TouchlineError(
      'route.invalid',
      `${JSON.stringify(wrong.slice(0, 100))} is not a pattern of event types; write payment.succeeded, payment.* or *.`,
    );
  const all = patterns.includes('*');
  const prefixes = patterns
    .filter((pattern) => pattern.endsWith('.*'))
    .map((pattern) => pattern.slice(0, -1));
  const exact = new Set(patterns.filter((pattern) => !pattern.endsWith('*')));
  return {
    patterns,
    all,
    exact,
    prefixes,
    matches: (type) => all || exact.has(type) || prefixes.some((prefix) => type.startsWith(prefix)),
  };
};
