/** Where a value stands in another. */
export type ValuePath = readonly (string | number)[];

/** Where the ids stand in an input: the texts whose key is, or ends in, `id`. */
export const idsWithin = (value: unknown, at: ValuePath = []): readonly ValuePath[] => {
  if (typeof value === 'string') return /(^id|Id|_id)$/.test(String(at.at(-1))) ? [at] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    idsWithin(member, [...at, Array.isArray(value) ? Number(key) : key]),
  );
};

/** The same value, with another at a place within it. */
export const withValueAt = (value: unknown, [key, ...rest]: ValuePath, other: unknown): unknown => {
  if (key === undefined) return other;
  if (Array.isArray(value))
    return value.map((member, index) => (index === key ? withValueAt(member, rest, other) : member));
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [key]: withValueAt(record[key], rest, other) };
};
