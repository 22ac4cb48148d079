import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { playedHistory } from './fixtures/played-history.ts';
import { randomHistory } from './fixtures/random-history.ts';
import { identityRulesOf } from './identity-rules.ts';

const strict = identityRulesOf({ limits: { email: 2, phone: 1, anonymous: 2 }, mostOwners: 2 });
/** So few may hang together that it happens all the time. */
const narrow = { ...strict, mostIdentifiers: 4 };

describe('identities, over random histories', () => {
  test.each([
    ['strict', strict],
    ['narrow', narrow],
  ])('the index agrees with the pure function after every step: %s rules', async (_, rules) => {
    await fc.assert(
      fc.asyncProperty(randomHistory, async (history) => {
        const played = await playedHistory(rules);
        for (const each of history) {
          if (!(await played.step(each))) continue;
          expect(await played.stored()).toEqual(await played.pure());
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
