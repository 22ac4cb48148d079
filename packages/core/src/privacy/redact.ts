import { z } from 'zod';
import type { TouchlineEvent } from '../event/envelope.ts';
import type { EventCatalogue } from '../event/event-catalogue.ts';
import { markOf, markWithin } from './mark.ts';
import { Secret } from './secret.ts';

type Schema = z.core.$ZodType;

/**
 * A copy of a value that may be printed. What the schema marks as personal becomes `[redacted email]` (or whatever
 * kind), credentials become `[secret]`. What the schema does not describe becomes `[unknown]`: extra keys, values of
 * another type, and everything under `z.unknown()`. Absent and null members stay, and so do the keys of objects and
 * records, unless the schema marks the keys of a record. It never throws on a value that JSON can hold.
 *
 * The value is taken to be what the schema gives (its output); for schemas without transforms that is the same as what
 * they take.
 */
export const redact = (schema: z.ZodType, value: unknown): unknown => {
  try {
    return redactionOf(schema)(value);
  } catch (thrown) {
    // JSON can be nested deeper than there is stack for. What cannot be read is not printed.
    if (thrown instanceof RangeError) return undescribed;
    throw thrown;
  }
};

/** A whole event that may be printed: its attributes as they are, its data through {@link redact}. */
export const redactEvent = (
  catalogue: Pick<EventCatalogue, 'definition' | 'has'>,
  event: TouchlineEvent,
): TouchlineEvent => ({
  ...event,
  data: catalogue.has(event.type) ? redact(catalogue.definition(event.type).data, event.data) : undescribed,
});

type Redaction = (value: unknown) => unknown;

const undescribed = '[unknown]';

const redactions = new WeakMap<Schema, Redaction>();

/** Compiled once per schema, on first use, so that a schema may refer to itself. */
const redactionOf = (schema: Schema): Redaction => {
  const held = redactions.get(schema);
  if (held) return held;
  let compiled: Redaction | undefined;
  const redaction: Redaction = (value) => {
    if (value === undefined || value === null) return value;
    if (value instanceof Secret) return '[secret]';
    compiled ??= compile(schema);
    return compiled(value);
  };
  redactions.set(schema, redaction);
  return redaction;
};

const compile = (schema: Schema): Redaction => {
  const mark = markOf(schema);
  if (mark !== undefined) return () => mark;
  const { def, values } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return ofObject(def);
    case 'record':
      return ofRecord(def);
    case 'array':
      return ofArray(() => redactionOf(def.element));
    case 'tuple':
      return ofArray((index) => {
        const item = def.items[index] ?? def.rest;
        return item ? redactionOf(item) : () => undescribed;
      });
    case 'union':
      return ofUnion(def.options);
    case 'pipe':
      return ofPipe(def.in, def.out);
    case 'lazy':
      return redactionOf(def.getter());
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return redactionOf(def.innerType);
    case 'string':
    case 'template_literal':
      return only((value) => typeof value === 'string');
    case 'number':
      return only((value) => typeof value === 'number');
    case 'bigint':
      return only((value) => typeof value === 'bigint');
    case 'boolean':
      return only((value) => typeof value === 'boolean');
    case 'date':
      return only((value) => value instanceof Date);
    case 'literal':
    case 'enum':
      return only((value) => values?.has(value as string) ?? false);
    default:
      return () => undescribed;
  }
};

const only =
  (isExpected: (value: unknown) => boolean): Redaction =>
  (value) =>
    isExpected(value) ? value : undescribed;

const ofObject = ({ shape, catchall }: z.core.$ZodObjectDef): Redaction => {
  const members = new Map(Object.entries(shape).map(([key, member]) => [key, redactionOf(member)]));
  const others: Redaction = catchall ? redactionOf(catchall) : () => undescribed;
  return (value) => mapMembers(value, (member, key) => (members.get(key) ?? others)(member));
};

/** Where the keys are personal nothing of it can be shown. */
const ofRecord = ({ keyType, valueType }: z.core.$ZodRecordDef): Redaction => {
  const mark = markWithin(keyType);
  if (mark !== undefined) return () => mark;
  const redaction = redactionOf(valueType);
  return (value) => mapMembers(value, redaction);
};

const mapMembers = (value: unknown, redaction: (member: unknown, key: string) => unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redaction(member, key)]))
    : undescribed;

const ofArray =
  (redactionAt: (index: number) => Redaction): Redaction =>
  (value) =>
    Array.isArray(value) ? value.map((item, index) => redactionAt(index)(item)) : undescribed;

/** The value is redacted as the option that takes it. Where several do, one with marks goes first. */
const ofUnion = (options: readonly Schema[]): Redaction => {
  const isMarked = (option: Schema): number => (markWithin(option) === undefined ? 1 : 0);
  const careful = [...options].sort((a, b) => isMarked(a) - isMarked(b));
  return (value) => {
    const taker = careful.find((option) => z.safeParse(option, value).success);
    return taker ? redactionOf(taker)(value) : undescribed;
  };
};

/** A transform can put anything of what it takes into what it gives, so a mark on the one holds for all of the other. */
const ofPipe = (input: Schema, output: Schema): Redaction => {
  const mark = markWithin(input);
  if (isTransform(output)) {
    if (mark !== undefined) return () => mark;
    const redaction = redactionOf(input);
    return (value) => (typeof value === 'object' ? redaction(value) : value);
  }
  return mark !== undefined && markWithin(output) === undefined ? () => mark : redactionOf(output);
};

const isTransform = (schema: Schema): boolean => schema._zod.def.type === 'transform';
