/**
 * Freezes a value and all plain objects and arrays in it. Anything else (a Date, bytes) is left alone, and so is what is
 * frozen already, which also ends cycles.
 */
export const deepFreeze = <Value>(value: Value): Value => {
  if (!isPlain(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const key in value) deepFreeze(value[key]);
  return value;
};

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
};
