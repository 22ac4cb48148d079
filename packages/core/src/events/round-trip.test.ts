import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { serialiseEvent } from '../event/event-catalogue.ts';
import { jsonSchemaOf } from '../event/json-schema.ts';
import { touchpointCatalogue, touchpointEvents } from './touchpoint-events.ts';

const now = () => Date.parse('2026-11-21T09:30:00Z');

/** More than it takes for the catalogue to compile a schema, so that both ways of parsing are tested. */
const runs = { seed: 20_261_121, numRuns: 60 };

const anyText = fc.string({ minLength: 1, maxLength: 30 });

const anyEnvelope = fc.record(
  {
    id: anyText.filter(isPrintable),
    source: fc.constantFrom('/connectors/stripe/acct_1', 'https://shop.example.com/'),
    time: anyTime(),
    subject: anyText.filter(isPrintable),
    tenantid: anyText.filter(isPrintable),
    correlationid: anyText.filter(isPrintable),
  },
  { requiredKeys: ['source'] },
);

describe.each(touchpointEvents.map((definition) => [definition.type, definition] as const))(
  '%s',
  (type, definition) => {
    const anyData = arbitraryOf(jsonSchemaOf(definition) as Schema);

    test('whatever data is valid survives being written and read', () => {
      fc.assert(
        fc.property(anyData, anyEnvelope, (data, attributes) => {
          const event = touchpointCatalogue.create({ ...attributes, type, data } as never, { now });
          const text = serialiseEvent(event);
          const read = touchpointCatalogue.parse(text);
          expect(read).toStrictEqual(event);
          expect(serialiseEvent(read)).toBe(text);
          expect(event.data).toStrictEqual(data);
        }),
        runs,
      );
    });

    test('the compiled schema finds the same as the schema', () => {
      const compiled = z.compile(definition.data);
      fc.assert(
        fc.property(fc.oneof(anyData, spoilt(anyData)), (data) => {
          const [expected, found] = [definition.data.safeParse(data), compiled.safeParse(data)];
          expect(found.data).toStrictEqual(expected.data);
          expect(found.error?.issues).toEqual(expected.error?.issues);
        }),
        { ...runs, numRuns: 25 },
      );
    });
  },
);

function isPrintable(text: string): boolean {
  return /^[^\p{Cc}]*$/u.test(text);
}

/** Valid data with one member, at any depth, put out of shape. */
function spoilt(data: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(data, fc.nat(), fc.constantFrom(undefined, null, 7, -1.5, '', 'x'.repeat(9000), [], {}, true))
    .map(([whole, at, junk]) => {
      let left = at % 12;
      const visit = (value: unknown): unknown => {
        if (left-- === 0) return junk;
        if (Array.isArray(value)) return value.map(visit);
        if (typeof value !== 'object' || value === null) return value;
        return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, visit(member)]));
      };
      return visit(whole);
    });
}

function anyTime(): fc.Arbitrary<string> {
  const range = {
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  };
  return fc.date(range).map((date) => date.toISOString());
}

interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** Values that a JSON Schema takes, for the kinds of schema that events are made of; any other kind is an error. */
function arbitraryOf(schema: Schema, root = schema, depth = 0): fc.Arbitrary<unknown> {
  const within = (inner: Schema | undefined) => arbitraryOf(inner ?? {}, root, depth + 1);
  if (schema.$ref) return within(root.$defs?.[schema.$ref.replace('#/$defs/', '')]);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  // Deep down only what holds nothing else, so that it comes to an end.
  if (schema.anyOf)
    return fc.oneof(
      ...schema.anyOf.filter(({ type }) => depth < 6 || !/array|object/.test(type ?? '')).map(within),
    );
  switch (schema.type) {
    case 'object': {
      if (schema.propertyNames)
        return fc.dictionary(
          within(schema.propertyNames).filter((key) => key !== '__proto__') as fc.Arbitrary<string>,
          within(schema.additionalProperties),
          { maxKeys: 3, noNullPrototype: true },
        );
      const members = Object.entries(schema.properties ?? {}).map(
        ([key, member]) => [key, within(member)] as const,
      );
      return fc.record(Object.fromEntries(members), {
        requiredKeys: [...(schema.required ?? [])],
        noNullPrototype: true,
      });
    }
    case 'array':
      return fc.array(within(schema.items), { minLength: schema.minItems ?? 0, maxLength: 3 });
    case 'string':
      return stringOf(schema);
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? (schema.exclusiveMinimum ?? -2) + 1, -(2 ** 31)),
        max: Math.min(schema.maximum ?? 2 ** 31 - 1, 2 ** 31 - 1),
      });
    case 'number':
      return (
        fc
          .double({ min: schema.minimum ?? -1e300, max: schema.maximum ?? 1e300, noNaN: true })
          // JSON has a negative zero, but JSON.stringify does not write it.
          .map((number) => (number === 0 ? 0 : number))
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      throw new Error(
        `No schema of the catalogue was like this one; teach this test about it: ${JSON.stringify(schema)}`,
      );
  }
}

function stringOf({ format, pattern, minLength = 0, maxLength = 40 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') return anyTime();
  if (format === 'uri') return fc.webUrl();
  if (pattern) return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= maxLength);
  return fc
    .string({ unit: 'binary', minLength, maxLength: Math.min(maxLength, 40) })
    .filter((text) => text.length <= maxLength);
}
