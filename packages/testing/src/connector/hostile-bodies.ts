import fc from 'fast-check';
import { seededRandom } from '../event-log/seeded-random.ts';
import { misshapen } from './misshapen-json.ts';

/**
 * Bodies that nobody sends in good faith: most are a good one, spoilt; the rest are JSON, text and bytes of any kind. What is
 * random altogether comes to its end in the first line of a parser, so it is the smaller part.
 */
export const hostileBodies = (good: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 10, arbitrary: fc.nat().map((seed) => spoilt(good, seed)) },
    { weight: 10, arbitrary: fc.nat().map((seed) => misshapen(good, seed) ?? spoilt(good, seed)) },
    { weight: 2, arbitrary: fc.json({ maxDepth: 3 }).map((json) => Buffer.from(json)) },
    { weight: 3, arbitrary: fc.uint8Array({ maxLength: 64 }) },
    // Of any unit of UTF-16: 'binary' would build a table of all of Unicode, which takes most of a second.
    { weight: 3, arbitrary: fc.uint16Array({ maxLength: 32 }).map(textOf) },
  );

const textOf = (units: Uint16Array): Uint8Array => Buffer.from(String.fromCharCode(...units));

/** The same body with a few bytes changed, left out, doubled or put in. Equal seeds, equal bodies. */
const spoilt = (good: Uint8Array, seed: number): Uint8Array => {
  const random = seededRandom(seed);
  let body = Buffer.from(good);
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = random.below(body.length + 1);
    const until = Math.min(body.length, at + 1 + random.below(16));
    const [head, piece, tail] = [body.subarray(0, at), body.subarray(at, until), body.subarray(until)];
    const other = Buffer.from(
      random.oneOf(['', '0', '-1', '1e999', 'null', '""', '{}', '[', '\\u0000', '\0', '&', '<']),
    );
    body = Buffer.concat(
      random.oneOf([[head, other, tail], [head, piece, piece, tail], [head, other, piece, tail], [head]]),
    );
  }
  return body;
};

/** The bodies on which parsers choke. */
export const poisonousBodies = (good: Uint8Array): readonly Uint8Array[] => {
  const text = Buffer.from(good).toString('utf8');
  const half = Math.floor(text.length / 2);
  return [
    '',
    ' ',
    'null',
    '[]',
    '{}',
    '"text"',
    text.slice(0, -1),
    text.slice(0, half),
    `\ufeff${text}`,
    '[{"a":'.repeat(50_000),
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    text.replace('{', '{"__proto__":{"polluted":true},'),
    text.replace('{', '{"id":1,"id":2,'),
    text.replace(/"([A-Za-z ]{4,})"/, '"\\ud800$1"'),
    text.replace(/"([A-Za-z ]{4,})"/, '"\\u0000$1"'),
    text.replace(/:\s*\d+/, ':1e999'),
    `[${'0,'.repeat(10_000)}0]`,
    `[${'{},'.repeat(300_000)}{}]`,
    `{"a":"${'x'.repeat(10_000_000)}"}`,
    `{"a":"${'x'.repeat(900_000)}"}`,
    `{"a":"${'\\u0041'.repeat(100_000)}"}`,
    `a=${'%'.repeat(50_000)}`,
    'a=1&'.repeat(50_000),
    '\r\n'.repeat(100_000),
    '-'.repeat(500_000),
    `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>${'<b>'.repeat(20_000)}</a>`,
    `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>${'&b;'.repeat(20_000)}</a>`,
  ]
    .map((body): Uint8Array => Buffer.from(body))
    .concat([
      Buffer.from(text, 'utf16le'),
      Buffer.from([0xff, 0xfe, 0x00, 0xd8]),
      // Half of a surrogate pair as UTF-8 would write it, if it could.
      Buffer.concat([good.subarray(0, half), Buffer.from([0xed, 0xa0, 0x80]), good.subarray(half)]),
    ]);
};
