import type { z } from 'zod';
import type { Issue } from '../errors/touchline-error.ts';
import { issuesOf } from '../errors/zod-issues.ts';
import { versionOf } from './dataschema.ts';
import type { EventDefinition } from './envelope.ts';
import type { Parser } from './hot-parser.ts';

/** An event type as the catalogue holds it. */
export interface ReadableType {
  readonly definition: EventDefinition;
  /** The `dataschema` of the current version. */
  readonly dataschema: string;
  readonly parseData: Parser<z.ZodType>;
}

/** What reading the data of an event gave. Where `newerVersion` is set, the data itself was not looked at. */
export type DataReading =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly newerVersion?: number };

/**
 * Takes data of an older version to the current one, then validates it. It does not throw, whatever a schema or an
 * upcaster does, and no issue holds anything of the data.
 */
export const readData = (type: ReadableType, dataschema: unknown, data: unknown): DataReading => {
  const { definition, parseData } = type;
  const current = definition.version;
  const version =
    dataschema === type.dataschema ? current : (versionOf(dataschema, definition.type) ?? current);
  if (version === 'mismatch') {
    const read = attempt(parseData, definition, current, data);
    return refused([
      issueOf('dataschema', `names no version of ${definition.type}`),
      ...(read.ok ? [] : read.issues),
    ]);
  }
  if (version > current) {
    const issue = issueOf('dataschema', `is of version ${version}; this service knows up to ${current}`);
    return { ...refused([issue]), newerVersion: version };
  }
  return attempt(parseData, definition, version, data);
};

const attempt = (
  parseData: Parser<z.ZodType>,
  definition: EventDefinition,
  version: number,
  data: unknown,
): DataReading => {
  try {
    const parsed = parseData(upcast(definition, version, data));
    return parsed.success ? { ok: true, data: parsed.data } : refused(issuesOf(parsed.error).map(withinData));
  } catch (thrown) {
    // JSON can be nested deeper than a recursive schema has stack for. All else is an upcaster that met the unexpected.
    const isTooDeep = thrown instanceof RangeError;
    return refused([
      issueOf('data', isTooDeep ? 'is nested too deeply' : `cannot be read as of version ${version}`),
    ]);
  }
};

const upcast = (definition: EventDefinition, version: number, data: unknown): unknown => {
  let current = data;
  for (let from = version; from < definition.version; from += 1)
    current = definition.upcast?.[from]?.(current);
  return current;
};

const refused = (issues: readonly Issue[]) => ({ ok: false, issues }) as const;

const issueOf = (path: string, message: string): Issue => ({ path, message });

const withinData = ({ path, message }: Issue): Issue =>
  issueOf(path === '' ? 'data' : path.startsWith('[') ? `data${path}` : `data.${path}`, message);
