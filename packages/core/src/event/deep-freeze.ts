/**
 * Freezes a value and all plain objects and arrays in it. Anything else (a Date, bytes) is left alone, and so is what is
 * frozen already, which also ends cycles.
 */
export const deepFreeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null) freeze(value as Record<string, unknown>);
  return value;
};

const freeze = (value: Record<string, unknown>): void => {
  if (!isPlain(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const key in value) {
    const member = value[key];
    if (typeof member === 'object' && member !== null) freeze(member as Record<string, unknown>);
  }
};

const isPlain = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
};
