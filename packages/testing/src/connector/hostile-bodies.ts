import fc from 'fast-check';
import { seededRandom } from '../event-log/seeded-random.ts';

/** Bodies that nobody sends in good faith: most are a good one, spoilt; the rest are JSON, text and bytes of any kind. */
export const hostileBodies = (good: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.nat().map((seed) => spoilt(good, seed)) },
    { weight: 4, arbitrary: fc.json({ maxDepth: 3 }).map((json) => Buffer.from(json)) },
    { weight: 4, arbitrary: fc.uint8Array({ maxLength: 64 }) },
    { weight: 4, arbitrary: fc.string({ maxLength: 64, unit: 'binary' }).map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: knownKeys.map((value) => Buffer.from(JSON.stringify(value))) },
  );

const knownKeys = fc.dictionary(
  fc.constantFrom('id', 'type', 'event', 'data', 'object', '__proto__', 'constructor'),
  fc.jsonValue({ maxDepth: 2 }),
);

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
  return [
    '',
    ' ',
    'null',
    '[]',
    '"text"',
    text.slice(0, -1),
    text.slice(0, Math.floor(text.length / 2)),
    `\ufeff${text}`,
    '[{"a":'.repeat(50_000),
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
    text.replace('{', '{"__proto__":{"polluted":true},'),
    text.replace('{', '{"id":1,"id":2,'),
    text.replace(/"([A-Za-z ]{4,})"/, '"\\ud800$1"'),
    `[${'0,'.repeat(10_000)}0]`,
    `{"a":"${'x'.repeat(10_000_000)}"}`,
    `{"a":"${'x'.repeat(900_000)}"}`,
    `a=${'%'.repeat(50_000)}`,
    `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>${'<b>'.repeat(20_000)}</a>`,
  ]
    .map((body): Uint8Array => Buffer.from(body))
    .concat([Buffer.from(text, 'utf16le'), Buffer.from([0xff, 0xfe, 0x00, 0xd8])]);
};
