import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJsonBody } from './index.ts';

const malformed = expect.objectContaining({ code: 'webhook.body_malformed', disposition: 'reject' });
const parse = (text: string) => parseJsonBody(Buffer.from(text));

describe('parseJsonBody', () => {
  test('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parse(text)).toEqual(
          JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value)),
        );
      }),
      { seed: 20261121, numRuns: 100 },
    );
  });

  test('tolerates a byte order mark, and keeps lone surrogates that are escaped', () => {
    expect(parse('\ufeff{"a":"\\ud800"}')).toEqual({ a: '\ud800' });
  });

  test('lets the last of a repeated key count', () => expect(parse('{"a":1,"a":2}')).toEqual({ a: 2 }));

  test.for([
    '{"__proto__":{"admin":true},"a":1}',
    '{"\\u005f_proto__":{"admin":true},"a":1}',
    '{"__\\u0070roto__":{"admin":true},"a":1}',
  ])('leaves out %s, so that no copy can reach a prototype', (text) => {
    const inner = parse(`[{"deep":${text}}]`) as [{ deep: Record<string, unknown> }];
    expect(Object.keys(inner[0].deep)).toEqual(['a']);
    expect(Object.assign({}, inner[0].deep)).not.toHaveProperty('admin');
  });

  test('keeps a key named constructor as an ordinary one, and a text that only speaks of __proto__', () => {
    expect(parse('{"constructor":"x","b":"__proto__"}')).toEqual({ constructor: 'x', b: '__proto__' });
  });

  test('takes sixty-four levels, and not one more; brackets in texts are no levels', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(parse(nested(64))).toBeDefined();
    expect(() => parse(nested(65))).toThrow(malformed);
    expect(() => parse(`{"a":${nested(64)}}`)).toThrow(malformed);
    expect(parse(`[${JSON.stringify(`"\\${'['.repeat(200)}`)}]`)).toHaveLength(1);
    expect(parseJsonBody(Buffer.from(nested(65)), { maxDepth: 65 })).toBeDefined();
  });

  test.for(['', ' ', '{', '{"a":1}x', "{'a':1}", '{"a":NaN}', '[1,]', 'undefined', '{"a":"\n"}'])(
    'refuses %j',
    (text) => expect(() => parse(text)).toThrow(malformed),
  );

  test('refuses what is not UTF-8, also inside a text', () => {
    expect(() => parseJsonBody(Buffer.from([0x22, 0xff, 0x22]))).toThrow(malformed);
    expect(() => parseJsonBody(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toThrow(malformed);
  });

  test('reads the next one whatever the last one broke off in', () => {
    expect(() => parseJsonBody(Buffer.from([0x22, 0xe2, 0x82]))).toThrow(malformed);
    expect(parse('"€"')).toBe('€');
    expect(parseJsonBody(Buffer.from([0xef, 0xbb, 0xbf, 0x31]))).toBe(1);
  });

  test('says nothing of the body in its message, and keeps no cause that would', () => {
    const refused = () => parse('{"card":"4111111111111111",}');
    expect(refused).toThrow(/^The body is not JSON\.$/);
    expect(refused).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
  });

  test.for(['[', '{"a":', '"', '\\', '[]', '"\\"', '{"__proto__":', ' '])(
    'answers ten megabytes of %j with the error of the family',
    (unit) => {
      const body = Buffer.alloc(10_000_000, unit);
      expect(() => parseJsonBody(body)).toThrow(malformed);
    },
  );
});
