import fc from 'fast-check';
import type { OracleRound } from './oracle.ts';

const round: fc.Arbitrary<OracleRound> = fc.record({
  text: fc
    .record({
      id: fc.string({ minLength: 1, maxLength: 40 }),
      data: fc.jsonValue({ maxDepth: 3, noUnicodeString: false }),
      note: fc.string({ unit: 'grapheme', maxLength: 60 }),
    })
    .map((value) => JSON.stringify(value)),
  key: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  entropy: fc
    .array(fc.nat(999_999), { minLength: 8, maxLength: 8 })
    .map((numbers) => numbers.map((each) => each / 1_000_000)),
});

/** Random rounds, the same for the same seed. */
export const roundsOf = (count: number, seed: number): readonly OracleRound[] =>
  fc.sample(round, { numRuns: count, seed });
