import type { Profile } from '../profile/create-profiles.ts';

/** What of a profile is other than it was; undefined where nothing is. */
export const changedProfile = (
  before: Profile,
  after: Profile,
): (Profile & { readonly gone: readonly string[] }) | undefined => {
  const traits = changed(before.traits, after.traits, ({ value, source }) => [value, source]);
  const computed = changed(before.computed, after.computed, (value) => value);
  const gone = [...missing(before.traits, after.traits), ...missing(before.computed, after.computed)];
  if (Object.keys(traits).length + Object.keys(computed).length + gone.length === 0) return undefined;
  return { traits, computed, gone };
};

const changed = <Value>(
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
  said: (value: Value) => unknown,
): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(after).filter(([name, value]) => {
      const old = Object.hasOwn(before, name) ? before[name] : undefined;
      return old === undefined || JSON.stringify(said(old)) !== JSON.stringify(said(value));
    }),
  );

const missing = (before: object, after: object): readonly string[] =>
  Object.keys(before).filter((name) => !Object.hasOwn(after, name));
