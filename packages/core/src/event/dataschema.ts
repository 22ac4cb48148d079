const prefix = 'urn:touchline:event:';

/** URI of the JSON Schema of a type's data, and the mark of its version: `urn:touchline:event:payment.succeeded:1`. */
export const dataschemaOf = (type: string, version: number): string =>
  // Joined, because a template makes a rope of strings, which each event would share and JSON.stringify is slow at.
  [prefix, type, ':', version].join('');

/**
 * The version that a `dataschema` names; `undefined` where it says nothing about it, being absent or someone else's;
 * `'mismatch'` where it is ours, but of another type or without a version.
 */
export const versionOf = (dataschema: unknown, type: string): number | 'mismatch' | undefined => {
  if (typeof dataschema !== 'string' || !dataschema.startsWith(prefix)) return undefined;
  const [, named, version] = /^([a-z0-9_.]+):([1-9]\d{0,5})$/.exec(dataschema.slice(prefix.length)) ?? [];
  return named === type ? Number(version) : 'mismatch';
};
