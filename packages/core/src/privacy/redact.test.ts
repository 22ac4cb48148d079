import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { touchpointCatalogue, touchpointEvents } from '../events/index.ts';
import { jsonValue } from '../values/json-value.ts';
import { pii } from './pii.ts';
import { redact, redactEvent } from './redact.ts';
import { Secret, secret, secrets } from './secret.ts';

const email = z.string().meta(pii('email'));

describe('what is marked is replaced', () => {
  test.each<[string, z.ZodType, unknown, unknown]>([
    [
      'a field',
      z.object({ to: email, id: z.string() }),
      { to: 'ada@example.com', id: 'a' },
      { to: '[redacted email]', id: 'a' },
    ],
    ['a whole object', z.object({ a: z.string() }).meta(pii('address')), { a: 'x' }, '[redacted address]'],
    ['items of a list', z.array(email), ['a', 'b'], ['[redacted email]', '[redacted email]']],
    ['values of a record', z.record(z.string(), email), { a: 'x' }, { a: '[redacted email]' }],
    ['a record whose keys are marked', z.record(email, z.number()), { 'a@b.c': 1 }, '[redacted email]'],
    ['an optional', z.object({ a: email.optional() }), { a: 'x' }, { a: '[redacted email]' }],
    ['an optional with a description', email.optional().describe('To whom.'), 'x', '[redacted email]'],
    ['a nullable', email.nullable(), 'x', '[redacted email]'],
    ['a default', email.default('x'), 'x', '[redacted email]'],
    ['a catch and a readonly', email.catch('x').readonly(), 'x', '[redacted email]'],
    ['a tuple', z.tuple([z.number(), email], z.string()), [1, 'x', 'y'], [1, '[redacted email]', 'y']],
    ['an option of a union', z.union([z.number(), email]), 'x', '[redacted email]'],
    ['the marked one of two that fit', z.union([z.string(), email]), 'x', '[redacted email]'],
    ['what is transformed', email.transform((text) => ({ text })), { text: 'x' }, '[redacted email]'],
    [
      'what a transform makes of an object',
      z.object({ a: email }).transform(({ a }) => a),
      'x',
      '[redacted email]',
    ],
    ['what is preprocessed', z.preprocess(String, email), 'x', '[redacted email]'],
    ['what is piped on', email.pipe(z.string()), 'x', '[redacted email]'],
    ['what is piped in', z.string().pipe(email), 'x', '[redacted email]'],
    [
      'numbers and flags',
      z.object({ at: z.number().meta(pii('location')) }),
      { at: 51.5 },
      { at: '[redacted location]' },
    ],
    ['a catchall', z.object({}).catchall(email), { other: 'x' }, { other: '[redacted email]' }],
  ])('%s', (_, schema, value, expected) => {
    expect(redact(schema, value)).toEqual(expected);
  });

  test('in each option of a discriminated union', () => {
    const schema = z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('mail'), to: email }),
      z.object({ kind: z.literal('call'), to: z.string().meta(pii('phone')) }),
    ]);
    expect(redact(schema, { kind: 'mail', to: 'x' })).toEqual({ kind: 'mail', to: '[redacted email]' });
    expect(redact(schema, { kind: 'call', to: 'x' })).toEqual({ kind: 'call', to: '[redacted phone]' });
  });

  test('in a schema that refers to itself', () => {
    interface Reply {
      readonly author: string;
      readonly replies: readonly Reply[];
    }
    const reply: z.ZodType<Reply> = z.object({ author: email, replies: z.array(z.lazy(() => reply)) });
    expect(redact(reply, { author: 'a', replies: [{ author: 'b', replies: [] }] })).toEqual({
      author: '[redacted email]',
      replies: [{ author: '[redacted email]', replies: [] }],
    });
  });

  test('a secret, sealed or not', () => {
    const config = z.object({ apiKey: secret(), signingSecrets: secrets() });
    const raw = { apiKey: 'sk_live_1', signingSecrets: ['whsec_1'] };
    const sealed = { apiKey: '[secret]', signingSecrets: '[secret]' };
    expect(redact(config, raw)).toEqual(sealed);
    expect(redact(config, config.parse(raw))).toEqual(sealed);
    expect(redact(z.object({ a: z.string() }), { a: new Secret('sk_live_1') })).toEqual({ a: '[secret]' });
  });
});

describe('what the schema does not describe is not printed', () => {
  test.each<[string, z.ZodType, unknown, unknown]>([
    [
      'an unknown key',
      z.object({ a: z.string() }),
      { a: 'x', b: 'ada@example.com' },
      { a: 'x', b: '[unknown]' },
    ],
    ['an unknown key of a loose object', z.looseObject({}), { b: 'x' }, { b: '[unknown]' }],
    [
      'an unknown value',
      z.object({ a: z.unknown(), b: z.any() }),
      { a: 'x', b: {} },
      { a: '[unknown]', b: '[unknown]' },
    ],
    ['text where a number belongs', z.number(), 'ada@example.com', '[unknown]'],
    ['an object where text belongs', z.string(), { email: 'x' }, '[unknown]'],
    ['text where an object belongs', z.object({}), 'x', '[unknown]'],
    ['a list where an object belongs', z.object({}), ['x'], '[unknown]'],
    ['an object where a list belongs', z.array(z.string()), { 0: 'x' }, '[unknown]'],
    ['a word that is no option', z.enum(['a', 'b']), 'ada@example.com', '[unknown]'],
    ['a value of no option', z.union([z.number(), z.boolean()]), 'x', '[unknown]'],
    ['items beyond a tuple', z.tuple([z.number()]), [1, 'x'], [1, '[unknown]']],
    [
      'kinds of schema that JSON does not have',
      z.map(z.string(), z.string()),
      new Map([['a', 'x']]),
      '[unknown]',
    ],
    ['a function', z.object({ a: z.string() }), { a: () => 'x' }, { a: '[unknown]' }],
  ])('%s', (_, schema, value, expected) => {
    expect(redact(schema, value)).toEqual(expected);
  });

  test('nor can JSON without end be a way out', () => {
    const endless = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(redact(jsonValue, endless)).toBe('[unknown]');
  });
});

describe('what is not marked stays', () => {
  test('as it is', () => {
    const schema = z.object({
      id: z.string(),
      n: z.int(),
      ok: z.boolean(),
      on: z.enum(['a']),
      as: z.literal(1),
      any: jsonValue,
    });
    const value = { id: 'a', n: 1, ok: true, on: 'a', as: 1, any: { deep: [1, { a: null }] } };
    expect(redact(schema, value)).toStrictEqual(value);
  });

  test('what is absent or null is so afterwards, marked or not', () => {
    const schema = z.object({ a: email.nullable(), b: email.optional(), c: email.optional() });
    expect(redact(schema, { a: null, b: undefined })).toStrictEqual({ a: null, b: undefined });
  });

  test('in a copy: the value itself is not changed', () => {
    const value = { to: 'ada@example.com', tags: ['a'] };
    const copy = redact(z.object({ to: email, tags: z.array(z.string()) }), value) as typeof value;
    expect(value).toEqual({ to: 'ada@example.com', tags: ['a'] });
    expect(copy.tags).not.toBe(value.tags);
  });

  test('and a trap of a key stays a key', () => {
    const value = JSON.parse('{"__proto__":"x","constructor":"y"}');
    const copy = redact(z.object({ a: z.string() }), value) as object;
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(JSON.stringify(copy)).toBe('{"__proto__":"[unknown]","constructor":"[unknown]"}');
  });
});

describe('an event that is printed', () => {
  const event = touchpointCatalogue.create({
    type: 'email.received',
    id: 'evt_1',
    source: '/connectors/sendgrid',
    subject: '<CAF5x1842@mail.example.com>',
    time: '2026-11-21T09:30:00Z',
    data: {
      messageId: '<CAF5x1842@mail.example.com>',
      from: { address: 'ada@example.com', name: 'Ada Lovelace' },
      to: [{ address: 'support@acme.example.com' }],
      text: 'The lid is chipped.',
      headers: [{ name: 'X-Originating-IP', value: '203.0.113.42' }],
      customer: { email: 'ada@example.com' },
      sizeBytes: 51_002,
    },
  });

  test('keeps its attributes, and of its data what is not personal', () => {
    expect(redactEvent(touchpointCatalogue, event)).toEqual({
      ...event,
      data: {
        messageId: '<CAF5x1842@mail.example.com>',
        from: { address: '[redacted email]', name: '[redacted name]' },
        to: [{ address: '[redacted email]' }],
        text: '[redacted free_text]',
        headers: [{ name: 'X-Originating-IP', value: '[redacted other]' }],
        customer: { email: '[redacted email]' },
        sizeBytes: 51_002,
      },
    });
  });

  test('shows nothing of its data where its type is unknown', () => {
    expect(redactEvent(touchpointCatalogue, { ...event, type: 'acme.mail.read' }).data).toBe('[unknown]');
  });

  test.each(touchpointEvents.map(({ type, example }) => [type, example]))(
    'shows nobody: %s',
    (type, data) => {
      const whole = touchpointCatalogue.create({ type, data } as never);
      const printed = JSON.stringify(redactEvent(touchpointCatalogue, whole));
      expect(printed).toContain('[redacted ');
      expect(printed).not.toContain('[unknown]');
      expect(printed).not.toMatch(
        /ada@|lovelace|grace|555.?01|203\.0\.113|51\.5074|St James|Dorset|Please|chipped|U061F7AUR/i,
      );
    },
  );
});
