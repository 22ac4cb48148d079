/**
 * Whether an event type matches a pattern: an exact type, a prefix with `.*` (`payment.*` matches `payment.succeeded` and
 * `payment.method.attached`), or `*` for all.
 */
export const matchesPattern = (pattern: string, type: string): boolean =>
  pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)));

/** A pattern as a regular expression writes it, to be put into others, such as that of a list. */
export const typePatternSource = String.raw`(\*|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?)`;

/** Whether a text is a pattern at all. */
export const isTypePattern = (pattern: string): boolean => whole.test(pattern);

const whole = new RegExp(`^${typePatternSource}$`);
