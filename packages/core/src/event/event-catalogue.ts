import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { TouchlineError } from '../errors/touchline-error.ts';
import { issuesOf, sentenceOf } from '../errors/zod-issues.ts';
import type {
  AttributeValue,
  DraftOf,
  EventDefinition,
  EventMap,
  EventOf,
  TouchlineEvent,
} from './envelope.ts';
import { partitionKeyOf } from './partition-key.ts';

/** Where the attributes that a draft leaves out come from. */
export interface EventDefaults {
  /** Default `/app`. */
  readonly source?: string;
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly now?: () => number;
  /** Default: a random UUID. */
  readonly nextId?: () => string;
}

/** All the event types of a kit: looks them up, makes events of them and reads them. */
export interface EventCatalogue<Events extends EventMap = EventMap> {
  readonly types: readonly (keyof Events & string)[];
  /** @throws TouchlineError `event.unknown_type` */
  definition(type: string): EventDefinition;
  has(type: string): type is keyof Events & string;
  /**
   * Makes a whole event of a draft.
   *
   * @throws TouchlineError `event.unknown_type`, or `event.invalid` naming every failing path.
   */
  create<Type extends keyof Events & string>(draft: DraftOf<Events, Type>, defaults?: EventDefaults): EventOf<Events, Type>;
  /**
   * Reads an event from outside: a parsed object, or its JSON text. Data of an older version is taken to the current
   * one. Extension attributes that Touchline does not know are kept.
   *
   * @throws TouchlineError `event.invalid` naming every failing path, `event.unknown_type` or `event.unknown_version`.
   */
  parse(input: unknown): EventOf<Events, keyof Events & string>;
}

const optionalText = z.string().min(1).max(4096).optional();

/** The attributes of the envelope; `data` has the schema of its type. */
const envelope = z
  .object({
    specversion: z.literal('1.0'),
    id: z.string().min(1).max(1024),
    source: z.string().min(1).max(1024).regex(/^[^\s"<>\\^`{|}]+$/, 'must be a URI-reference, such as /connectors/stripe'),
    type: z.string().min(1).max(256),
    time: z.iso.datetime({ message: 'must be an RFC 3339 time in UTC, such as 2026-11-21T09:30:00Z' }),
    subject: optionalText,
    datacontenttype: z.literal('application/json').default('application/json'),
    dataschema: optionalText,
    data: z.unknown(),
    partitionkey: optionalText,
    traceparent: optionalText,
    tracestate: optionalText,
    correlationid: optionalText,
    causationid: optionalText,
    tenantid: optionalText,
    sequence: optionalText,
  })
  .catchall(z.union([z.string(), z.int(), z.boolean()]));

const attributeName = /^[a-z0-9]{1,20}$/;

/** URI of the JSON Schema of a type's data, and the mark of its version. */
export const dataschemaOf = (type: string, version: number): string => `urn:touchline:event:${type}:${version}`;

/** Builds a catalogue of event definitions. Throws `event.invalid` when a type is defined twice. */
export const createCatalogue = <Events extends EventMap>(
  definitions: readonly EventDefinition[],
): EventCatalogue<Events> => {
  const byType = new Map<string, EventDefinition>();
  for (const definition of definitions) {
    if (byType.has(definition.type))
      throw new TouchlineError('event.invalid', `Event type "${definition.type}" is defined twice.`);
    byType.set(definition.type, definition);
  }

  const definitionOf = (type: string): EventDefinition => {
    const definition = byType.get(type);
    if (!definition) throw new TouchlineError('event.unknown_type', `Event type "${printable(type)}" is not in the catalogue.`);
    return definition;
  };

  const finish = (input: unknown): TouchlineEvent => {
    const parsed = envelope.safeParse(input);
    const known = parsed.success ? definitionOf(parsed.data.type) : undefined;
    const data = known && parsed.success ? known.data.safeParse(upcast(known, parsed.data)) : undefined;
    const issues = [
      ...(parsed.success ? foreignNames(parsed.data) : issuesOf(parsed.error)),
      ...(data && !data.success
        ? issuesOf(data.error).map(({ path, message }) => ({ path: join('data', path), message }))
        : []),
    ];
    if (!parsed.success || !known || !data?.success || issues.length > 0)
      throw new TouchlineError('event.invalid', `Event is invalid: ${sentenceOf(issues)}.`, { issues });
    const event = { ...parsed.data, dataschema: dataschemaOf(known.type, known.version), data: data.data };
    return Object.freeze(event) as TouchlineEvent;
  };

  return {
    types: [...byType.keys()] as (keyof Events & string)[],
    definition: definitionOf,
    has: (type): type is keyof Events & string => byType.has(type),
    create(draft, { source = '/app', now = systemClock.now, nextId = randomUUID } = {}) {
      const { type, data, id, time, ...rest } = draft;
      const definition = definitionOf(type);
      const partitionkey = draft.partitionkey ?? partitionKeyOf(data, draft.subject);
      return finish({
        specversion: '1.0',
        id: id ?? nextId(),
        source,
        type,
        time: time === undefined ? new Date(now()).toISOString() : time instanceof Date ? isoOf(time) : time,
        dataschema: dataschemaOf(type, definition.version),
        ...withoutUndefined(rest),
        ...(partitionkey !== undefined && { partitionkey }),
        data,
      }) as never;
    },
    parse: (input) => finish(typeof input === 'string' ? parseJson(input) : input) as never,
  };
};

/** The event's JSON text, as it stands in the log and on the wire. */
export const serialiseEvent = (event: TouchlineEvent): string => JSON.stringify(event);

const upcast = (definition: EventDefinition, event: { dataschema?: string | undefined; data?: unknown }): unknown => {
  const version = versionOf(event.dataschema) ?? definition.version;
  if (version > definition.version)
    throw new TouchlineError(
      'event.unknown_version',
      `Event "${definition.type}" is of version ${version}; this service knows up to ${definition.version}.`,
    );
  let data = event.data;
  for (let from = version; from < definition.version; from += 1) data = definition.upcast?.[from]?.(data);
  return data;
};

const versionOf = (dataschema: string | undefined): number | undefined => {
  const version = /^urn:touchline:event:[a-z0-9_.]+:(\d{1,6})$/.exec(dataschema ?? '')?.[1];
  return version === undefined ? undefined : Number(version);
};

const foreignNames = (event: Record<string, AttributeValue | unknown>) =>
  Object.keys(event)
    .filter((name) => !attributeName.test(name))
    .map((name) => ({ path: printable(name), message: 'is not a CloudEvents attribute name (lower-case letters and digits)' }));

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new TouchlineError('event.invalid', 'Event is invalid: it is not JSON.');
  }
};

const isoOf = (time: Date): string => (Number.isNaN(time.getTime()) ? 'invalid' : time.toISOString());

const withoutUndefined = (record: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const join = (parent: string, path: string): string =>
  path === '' ? parent : path.startsWith('[') ? `${parent}${path}` : `${parent}.${path}`;

const printable = (text: string): string => text.slice(0, 100).replace(/[^\x20-\x7e]/g, '?');
