import { systemClock } from '../clock.ts';
import { type Issue, TouchlineError } from '../errors/touchline-error.ts';
import { issuesOf, sentenceOf } from '../errors/zod-issues.ts';
import { type Attributes, attributesOf, foreignNames } from './attributes.ts';
import { dataschemaOf } from './dataschema.ts';
import type { DraftOf, EventDefinition, EventDraft, EventMap, EventOf, TouchlineEvent } from './envelope.ts';
import { envelopeSchema } from './envelope-schema.ts';
import { invalidEvent, unknownType } from './event-error.ts';
import { freezeJson } from './freeze-json.ts';
import { hotParser } from './hot-parser.ts';
import { partitionKeyOf } from './partition-key.ts';
import { plainEnvelope } from './plain-envelope.ts';
import { type DataReading, type ReadableType, readData } from './read-data.ts';
import { timeOrderedId } from './time-ordered-id.ts';

export { dataschemaOf } from './dataschema.ts';

/** Where the attributes that a draft leaves out come from. */
export interface EventDefaults {
  /** Default `/app`. */
  readonly source?: string;
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly now?: () => number;
  /** Default: a UUID of version 7, which grows with time. */
  readonly nextId?: () => string;
}

/** All the event types of a kit: looks them up, makes events of them and reads them. */
export interface EventCatalogue<Events extends EventMap = EventMap> {
  readonly types: readonly (keyof Events & string)[];
  /** @throws TouchlineError `event.unknown_type` */
  definition(type: string): EventDefinition;
  has(type: string): type is keyof Events & string;
  /**
   * Makes a whole event of a draft. What the schema of the data describes is copied, so the draft can be changed
   * afterwards.
   *
   * @throws TouchlineError `event.unknown_type`, or `event.invalid` naming every failing path.
   */
  create<Type extends keyof Events & string>(
    draft: DraftOf<Events, Type>,
    defaults?: EventDefaults,
  ): EventOf<Events, Type>;
  /**
   * Reads an event from outside: a parsed object, or its JSON text. Data of an older version is taken to the current
   * one. Extension attributes that Touchline does not know are kept; keys of the data that the schema does not know are
   * not. A missing `partitionkey` is filled in as for a draft.
   *
   * @throws TouchlineError `event.invalid` naming every failing path of envelope and data (the first 100),
   *   `event.unknown_type` or `event.unknown_version`. Of the event's values the message holds its type at most.
   */
  parse(input: unknown): EventOf<Events, keyof Events & string>;
}

/**
 * Builds a catalogue of event definitions. Its events are frozen with all their data, because routes share them.
 *
 * @throws TouchlineError `event.invalid` when a type is defined twice.
 */
export const createCatalogue = <Events extends EventMap>(
  definitions: readonly EventDefinition[],
): EventCatalogue<Events> => {
  const entries = new Map<unknown, ReadableType>();
  for (const definition of definitions) {
    if (entries.has(definition.type))
      throw new TouchlineError('event.invalid', `Event type "${definition.type}" is defined twice.`);
    entries.set(definition.type, {
      definition,
      dataschema: dataschemaOf(definition.type, definition.version),
      parseData: hotParser(definition.data),
    });
  }

  return {
    types: definitions.map(({ type }) => type),
    definition(type) {
      const entry = entries.get(type);
      if (!entry) throw unknownType(type);
      return entry.definition;
    },
    has: (type): type is keyof Events & string => entries.has(type),
    create(draft, defaults) {
      const event = completed(draft, defaults);
      return read(event, entries.get(event.type)) as never;
    },
    parse(input) {
      const event = attributesOf(typeof input === 'string' ? parseJson(input) : input);
      return read(event, entries.get(event.type)) as never;
    },
  };
};

/**
 * The event's JSON text, as it stands in the log and on the wire.
 *
 * @throws TouchlineError `event.invalid` for what no catalogue has made and JSON cannot hold, such as a bigint.
 */
export const serialiseEvent = (event: TouchlineEvent): string => {
  try {
    return JSON.stringify(event);
  } catch {
    // The runtime's own message may quote keys and values.
    throw invalidEvent([{ path: 'data', message: 'cannot be written as JSON' }]);
  }
};

const parseEnvelope = hotParser(envelopeSchema);

/** Validates envelope and data, so that one error names all that is wrong. Takes possession of the attributes. */
const read = (event: Attributes, type: ReadableType | undefined): TouchlineEvent => {
  const isKeyless = event.partitionkey === undefined;
  const data = type && readData(type, event.dataschema, event.data);
  if (type && data?.ok) fillIn(event, type, data.data);
  const plain = data?.ok ? plainEnvelope(event) : undefined;
  if (plain) return frozen(plain);
  const envelope = parseEnvelope(event);
  const foreign = foreignNames(event);
  if (data?.ok && envelope.success && foreign.length === 0) return frozen(envelope.data);
  const issues = envelope.success ? [] : issuesOf(envelope.error);
  // A subject that is wrong is named once, not again as the key that was made of it.
  const own = issues.filter(({ path }) => !(isKeyless && path === 'partitionkey'));
  throw refusal(event.type, data, [...own, ...foreign]);
};

/** A schema such as `z.any()` lets through what a log cannot keep as it is. */
const frozen = (event: object): TouchlineEvent => {
  const fault = freezeJson(event);
  if (fault) throw invalidEvent([fault]);
  return event as TouchlineEvent;
};

/** What only valid data can tell. A member that is of the wrong type is left to be named. */
const fillIn = (event: Attributes, { dataschema }: ReadableType, data: unknown): void => {
  event.data = data;
  if (event.dataschema === undefined || typeof event.dataschema === 'string') event.dataschema = dataschema;
  if (event.partitionkey !== undefined) return;
  const partitionkey = partitionKeyOf(data, typeof event.subject === 'string' ? event.subject : undefined);
  if (partitionkey !== undefined) event.partitionkey = partitionkey;
};

const refusal = (
  type: unknown,
  data: DataReading | undefined,
  envelopeIssues: readonly Issue[],
): TouchlineError => {
  const isKnown = data !== undefined || typeof type !== 'string' || type === '';
  const dataIssues = data === undefined || data.ok ? [] : data.issues;
  if (envelopeIssues.length === 0 && !isKnown) return unknownType(type);
  if (envelopeIssues.length === 0 && data?.ok === false && data.newerVersion !== undefined)
    return new TouchlineError('event.unknown_version', `Event "${type}": ${sentenceOf(dataIssues)}.`, {
      issues: dataIssues,
    });
  return invalidEvent([
    ...envelopeIssues,
    ...(isKnown ? [] : [{ path: 'type', message: 'is not in the catalogue' }]),
    ...dataIssues,
  ]);
};

const completed = (draft: EventDraft, defaults: EventDefaults = {}): Attributes => {
  const { source = '/app', now = systemClock.now, nextId } = defaults;
  const event = attributesOf(draft);
  const nowMs = now();
  event.specversion ??= '1.0';
  event.id ??= nextId ? nextId() : timeOrderedId(nowMs);
  event.source ??= source;
  event.time ??= isoOf(nowMs);
  if (event.time instanceof Date) event.time = isoOf(event.time.getTime());
  return event;
};

/** Many events are made in one millisecond, and writing a time costs as much as much of the rest. */
const isoOf = (timeMs: number): string => {
  if (timeMs !== lastTime.ms) {
    const time = new Date(timeMs);
    lastTime = { ms: timeMs, iso: Number.isNaN(time.getTime()) ? 'invalid' : time.toISOString() };
  }
  return lastTime.iso;
};

let lastTime = { ms: 0, iso: '1970-01-01T00:00:00.000Z' };

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidEvent([{ path: '', message: 'it is not JSON' }]);
  }
};
