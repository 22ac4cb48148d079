import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { touchpointCatalogue, touchpointEvents } from '../events/index.ts';
import { pii } from '../privacy/pii.ts';
import { defineEvent } from './define-event.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';

const schemaOf = (type: string) => jsonSchemaOf(touchpointCatalogue.definition(type)) as JsonSchema & Node;

describe.each(touchpointEvents.map((definition) => [definition.type, definition] as const))(
  '%s',
  (type, definition) => {
    const schema = jsonSchemaOf(definition) as JsonSchema & Node;

    test('its JSON Schema says what it is and where it stands', () => {
      expect(schema).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: `urn:touchline:event:${type}:1`,
        title: definition.title,
        description: definition.description,
        type: 'object',
        examples: [definition.example],
      });
    });

    test('its JSON Schema takes the example, with unknown keys too', () => {
      expect(violations(schema, definition.example, schema)).toEqual([]);
      expect(violations(schema, { ...(definition.example as object), addedNextYear: [1] }, schema)).toEqual(
        [],
      );
    });

    test('its JSON Schema misses each required field as the schema does', () => {
      for (const name of Object.keys(definition.example as object)) {
        const { [name]: _, ...rest } = definition.example as Record<string, unknown>;
        expect([name, violations(schema, rest, schema).length === 0]).toEqual([
          name,
          definition.data.safeParse(rest).success,
        ]);
      }
    });

    test('its JSON Schema is the same bytes each time', () => {
      expect(JSON.stringify(jsonSchemaOf(definition))).toBe(JSON.stringify(schema));
    });
  },
);

test('money and customers are defined once, and referred to', () => {
  const schema = schemaOf('payment.succeeded');
  expect(schema.properties?.amount).toEqual({
    description: 'What the customer is asked to pay.',
    $ref: '#/$defs/Money',
  });
  expect(schema.properties?.customer).toEqual({ $ref: '#/$defs/CustomerRef' });
  expect(schema.$defs?.Money).toMatchObject({ type: 'object', required: ['amountMinor', 'currency'] });
});

test('definitions have names that mean something', () => {
  const names = new Set(
    touchpointEvents.flatMap((definition) => Object.keys((jsonSchemaOf(definition) as Node).$defs ?? {})),
  );
  expect([...names].filter((name) => !/^[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
});

test('personal fields keep their mark', () => {
  const schema = schemaOf('email.bounced');
  expect(schema.properties?.recipient).toMatchObject({ 'x-pii': 'email' });
  expect(schema.$defs?.CustomerRef?.properties?.phone).toMatchObject({ 'x-pii': 'phone' });
  expect(schemaOf('form.submitted').properties?.fields?.additionalProperties).toMatchObject({
    'x-pii': 'free_text',
  });
});

test('what is wrong by the schema is wrong by its JSON Schema', () => {
  const schema = schemaOf('payment.succeeded');
  const good = touchpointCatalogue.definition('payment.succeeded').example as Record<string, unknown>;
  expect(violations(schema, { ...good, amount: { amountMinor: 1.5, currency: 'eur' } }, schema)).toEqual([
    '/amount/amountMinor type',
    '/amount/currency pattern',
  ]);
  expect(
    violations(schema, { ...good, customer: { email: 'nobody', externalIds: { '': 'x' } } }, schema),
  ).toEqual(['/customer/email pattern', '/customer/externalIds propertyNames']);
});

test('a schema that JSON cannot describe is an error that names the type', () => {
  const definition = defineEvent({
    type: 'acme.day.ended',
    title: 'Day ended',
    description: 'A day ended.',
    data: z.object({ at: z.date().meta(pii('other')) }),
    example: { at: new Date(0) },
  });
  expect(() => jsonSchemaOf(definition)).toThrow(
    'The data of event "acme.day.ended" cannot be described as JSON Schema; use what JSON can hold, and no transforms.',
  );
});

interface Node {
  readonly $defs?: Readonly<Record<string, Node>>;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node;
  readonly [keyword: string]: unknown;
}

const annotations = /^(\$schema|\$id|\$defs|title|description|examples|format|x-pii)$/;

/** Where a value breaks a JSON Schema, by the keywords that the catalogue uses; any other keyword is an error. */
const violations = (schema: Node, value: unknown, root: Node, path = ''): string[] =>
  schema === (false as unknown)
    ? [path]
    : Object.entries(schema)
        .filter(([keyword]) => !annotations.test(keyword))
        .flatMap(([keyword, expected]) => {
          const check = keywords[keyword];
          if (!check) throw new Error(`This test does not know the keyword ${keyword}.`);
          return check(
            expected as never,
            value,
            (inner, member, at) => violations(inner, member, root, path + at),
            root,
          ).map((found) => (found === '' ? `${path} ${keyword}` : found));
        });

type Descend = (schema: Node, value: unknown, at: string) => string[];
type Check = (expected: never, value: unknown, descend: Descend, root: Node) => string[];

const must = (holds: boolean): string[] => (holds ? [] : ['']);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const types: Record<string, (value: unknown) => boolean> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
};

const keywords: Record<string, Check> = {
  $ref: (ref: string, value, descend, root) =>
    descend(root.$defs?.[ref.replace('#/$defs/', '')] as Node, value, ''),
  type: (type: string, value) => must(types[type]?.(value) ?? false),
  enum: (options: unknown[], value) => must(options.includes(value)),
  anyOf: (options: Node[], value, descend) =>
    must(options.some((option) => descend(option, value, '').length === 0)),
  required: (names: string[], value) => (isObject(value) ? names.flatMap((name) => must(name in value)) : []),
  properties: (members: Record<string, Node>, value, descend) =>
    isObject(value)
      ? Object.entries(members).flatMap(([name, member]) =>
          name in value ? descend(member, value[name], `/${name}`) : [],
        )
      : [],
  propertyNames: (names: Node, value, descend) =>
    isObject(value) ? Object.keys(value).flatMap((name) => must(descend(names, name, '').length === 0)) : [],
  additionalProperties: (member: Node, value, descend) =>
    isObject(value)
      ? Object.entries(value).flatMap(([name, inner]) => descend(member, inner, `/${name}`))
      : [],
  items: (item: Node, value, descend) =>
    Array.isArray(value) ? value.flatMap((inner, index) => descend(item, inner, `/${index}`)) : [],
  minItems: (least: number, value) => must(!Array.isArray(value) || value.length >= least),
  minLength: (least: number, value) => must(typeof value !== 'string' || [...value].length >= least),
  maxLength: (most: number, value) => must(typeof value !== 'string' || [...value].length <= most),
  pattern: (pattern: string, value) => must(typeof value !== 'string' || new RegExp(pattern).test(value)),
  minimum: (least: number, value) => must(typeof value !== 'number' || value >= least),
  exclusiveMinimum: (least: number, value) => must(typeof value !== 'number' || value > least),
  maximum: (most: number, value) => must(typeof value !== 'number' || value <= most),
};
