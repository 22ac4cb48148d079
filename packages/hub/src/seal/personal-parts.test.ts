import { createKit, pii, type TouchlineEvent, touchpointCatalogue, touchpointEvents } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { rejoin, separate } from './personal-parts.ts';

const email = z.string().meta(pii('email'));

/** Separates data of a type with this schema. */
const separated = (
  schema: z.ZodType,
  data: unknown,
  identifierPaths: readonly (readonly string[])[] = [],
) => {
  const types = createKit({ 'acme.thing.happened': schema }).catalogue;
  const event = { type: 'acme.thing.happened', data } as TouchlineEvent;
  return separate({ types, identifierPaths: new Map([['acme.thing.happened', identifierPaths]]) }, event);
};

describe('what is personal is taken out, and comes back where it was', () => {
  test.each<[string, z.ZodType, unknown, unknown]>([
    [
      'a field',
      z.object({ to: email, n: z.number() }),
      { to: 'ada@example.com', n: 1 },
      { to: '[redacted email]', n: 1 },
    ],
    ['items of a list', z.array(email), ['ada@', 'grace@'], ['[redacted email]', '[redacted email]']],
    ['values of a record', z.record(z.string(), email), { a: 'ada@' }, { a: '[redacted email]' }],
    ['a record whose keys are personal', z.record(email, z.number()), { 'ada@': 1 }, '[redacted email]'],
    [
      'an option of a union',
      z.union([z.number(), z.object({ to: email })]),
      { to: 'ada@' },
      { to: '[redacted email]' },
    ],
    ['what is piped on', z.object({ a: email.pipe(z.string()) }), { a: 'ada@' }, { a: '[redacted email]' }],
    [
      'numbers',
      z.object({ at: z.number().meta(pii('location')) }),
      { at: 51.5 },
      { at: '[redacted location]' },
    ],
    [
      'a whole object',
      z.object({ a: z.object({ b: z.string() }).meta(pii('address')) }),
      { a: { b: 'x' } },
      { a: '[redacted address]' },
    ],
    [
      'what the schema does not describe, with its name',
      z.object({ a: z.string() }),
      { a: 'x', 'ada@': 'y' },
      { a: 'x' },
    ],
    ['what has no schema within one that has', z.object({ a: z.unknown() }), { a: { b: ['ada@'] } }, {}],
    [
      'nothing of what is absent or null',
      z.object({ a: email.nullable(), b: email.optional() }),
      { a: null },
      { a: null },
    ],
    [
      'a customer whose schema marks nothing',
      z.object({ customer: z.object({ id: z.string() }) }),
      { customer: { id: '7' } },
      { customer: '[redacted identifier]' },
    ],
    [
      'what repeats a personal value elsewhere, in whatever case or encoding',
      z.object({ to: email, link: z.string(), tags: z.array(z.string()) }),
      {
        to: 'ada@example.com',
        link: 'https://acme.example/?u=Ada%40example.com',
        tags: ['vip', 'ADA@EXAMPLE.COM'],
      },
      { to: '[redacted email]', link: '[redacted other]', tags: ['vip', '[redacted other]'] },
    ],
    [
      'a name that is a trap',
      z.object({ a: z.string() }),
      JSON.parse('{"a":"x","__proto__":{"polluted":"ada@"},"constructor":"y"}'),
      { a: 'x' },
    ],
  ])('%s', (_, schema, data, shown) => {
    const parts = separated(schema, data);
    expect(parts.shown).toStrictEqual(shown);
    // As the log keeps both: as JSON.
    const whole = rejoin(JSON.parse(JSON.stringify(parts)));
    expect(JSON.stringify(sorted(whole))).toBe(JSON.stringify(sorted(data)));
    expect(Object.getPrototypeOf({})).not.toHaveProperty('polluted');
  });

  test('an identifier that a path names, marked or not', () => {
    const schema = z.object({ device: z.object({ id: z.string(), model: z.string() }) });
    const data = { device: { id: 'd1', model: 'T7' } };
    const parts = separated(schema, data, [
      ['device', 'id'],
      ['absent', 'id'],
    ]);
    expect(parts.shown).toEqual({ device: { id: '[redacted identifier]', model: 'T7' } });
    expect(rejoin(parts)).toEqual(data);
  });

  test('all of an event of a type that nobody knows', () => {
    const event = { type: 'acme.unknown.seen', data: { name: 'Ada' } } as TouchlineEvent;
    const parts = separate({ types: touchpointCatalogue, identifierPaths: new Map() }, event);
    expect(parts.shown).toBe('[unknown]');
    expect(rejoin(parts)).toEqual(event.data);
  });

  test.each(touchpointEvents.map(({ type, example }) => [type, example]))('of %s', (type, data) => {
    const event = touchpointCatalogue.create({ type, data } as never);
    const parts = separate({ types: touchpointCatalogue, identifierPaths: new Map() }, event);
    expect(JSON.stringify(parts.shown)).not.toMatch(
      /ada@|lovelace|grace|555.?01|203\.0\.113|51\.5074|St James|Dorset|Please|chipped|U061F7AUR/i,
    );
    expect(rejoin(JSON.parse(JSON.stringify(parts)))).toEqual(JSON.parse(JSON.stringify(event.data)));
  });
});

/** With the members of objects in one order. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => [key, sorted(member)]);
};
