import type { JsonValue } from '@touchline/core';

/** The longest value of a trait, as JSON. */
const longestValue = 4_096;

/** A value that can be a trait: JSON of at most 4,096 characters. Undefined for what is absent, and for what is longer. */
export const asTraitValue = (value: unknown): JsonValue | undefined => {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text === undefined || text.length > longestValue ? undefined : (value as JsonValue);
};
