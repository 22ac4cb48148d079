import { format, inspect } from 'node:util';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { issuesOf } from '../errors/zod-issues.ts';
import { Secret, secret, secrets } from './secret.ts';

const config = z.strictObject({
  apiKey: secret(),
  webhookSecret: secrets(),
  proxyKey: secret().optional(),
  oldSecret: secrets().optional(),
});
const revealed = (values: readonly Secret[]) => values.map((value) => value.reveal());

describe('a secret', () => {
  test('never prints itself, however it is asked', () => {
    const sealed = new Secret('sentinel');
    const holder = { deep: { deeper: { list: [sealed] } } };
    for (const printed of [
      String(sealed),
      `${sealed}`,
      JSON.stringify(holder),
      format('%s %o %j', sealed, holder, holder),
      inspect(holder, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
      Object.entries(sealed).join(),
    ])
      expect(printed).not.toContain('sentinel');
    expect(sealed.reveal()).toBe('sentinel');
  });

  test('of another copy of the package is one, and is taken', () => {
    const foreign = { [Symbol.for('touchline.secret')]: true, reveal: () => 'of another copy' };
    expect(foreign).toBeInstanceOf(Secret);
    expect(secret().parse(foreign).reveal()).toBe('of another copy');
    for (const other of [{}, null, undefined, 'text', { reveal: () => 'x' }])
      expect(other).not.toBeInstanceOf(Secret);
  });
});

describe('a config with secrets', () => {
  test('seals them, and leaves those alone that are sealed', () => {
    const parsed = config.parse({ apiKey: 'a', webhookSecret: ['new', new Secret('old')], oldSecret: 'b' });
    expectTypeOf(parsed.apiKey).toEqualTypeOf<Secret>();
    expectTypeOf(parsed.webhookSecret).toEqualTypeOf<readonly Secret[]>();
    expect(parsed.apiKey.reveal()).toBe('a');
    expect(revealed(parsed.webhookSecret)).toEqual(['new', 'old']);
    expect(revealed(parsed.oldSecret ?? [])).toEqual(['b']);
  });

  test.each<[string, unknown, string, string]>([
    ['missing', undefined, 'is required (secret)', 'is required (secret)'],
    ['empty', '', 'must be a non-empty string', 'must be one to four non-empty strings'],
    ['blank', ' \n', 'must be a non-empty string', 'must be a non-empty string'],
    ['a number', 7, 'must be a non-empty string', 'must be one to four non-empty strings'],
    ['null', null, 'must be a non-empty string', 'must be one to four non-empty strings'],
    [
      'sealed and blank',
      new Secret(''),
      'must be a non-empty string',
      'must be one to four non-empty strings',
    ],
  ])('refuses one that is %s, by the name of its field', (_what, value, one, several) => {
    const parsed = config.safeParse({ apiKey: value, webhookSecret: value });
    expect(issuesOf(parsed.error as z.ZodError)).toEqual([
      { path: 'apiKey', message: one },
      { path: 'webhookSecret', message: several },
    ]);
  });

  test.each<[string, unknown, string, string]>([
    ['none', [], 'webhookSecret', 'must be one to four non-empty strings'],
    ['five', ['a', 'b', 'c', 'd', 'e'], 'webhookSecret', 'must be one to four non-empty strings'],
    ['a blank one', ['a', ' '], 'webhookSecret[1]', 'must be a non-empty string'],
  ])('refuses a rotation of %s', (_what, webhookSecret, path, message) => {
    const parsed = config.safeParse({ apiKey: 'a', webhookSecret });
    expect(issuesOf(parsed.error as z.ZodError)).toEqual([{ path, message }]);
  });

  test('has a JSON Schema that requires them, and says that they are only written', () => {
    const text = { type: 'string', minLength: 1, format: 'password', writeOnly: true };
    const several = {
      writeOnly: true,
      anyOf: [text, { type: 'array', items: text, minItems: 1, maxItems: 4 }],
    };
    expect(z.toJSONSchema(config, { io: 'input' })).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { apiKey: text, webhookSecret: several, proxyKey: text, oldSecret: several },
      required: ['apiKey', 'webhookSecret'],
      additionalProperties: false,
    });
  });
});
