import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ConsentChoice, strengths } from './consent-choice.ts';
import { type GrantTerms, weighConsent } from './weigh-consent.ts';

const marketing = { purpose: 'marketing', channel: 'email' };
const now = 1_000;

let choices = 0;
const said = (
  status: ConsentChoice['status'],
  atMs: number,
  more: Partial<ConsentChoice> = {},
): ConsentChoice => {
  choices += 1;
  return {
    id: String(choices),
    ...marketing,
    status,
    strength: 'explicit',
    atMs,
    expiresAtMs: undefined,
    ...more,
  };
};
const granted = (atMs: number, more?: Partial<ConsentChoice>) => said('granted', atMs, more);
const withdrawn = (atMs: number, more?: Partial<ConsentChoice>) => said('withdrawn', atMs, more);

const standing = (
  ledger: readonly ConsentChoice[],
  terms: GrantTerms = { strength: 'explicit' },
  about = marketing,
) => weighConsent(ledger, about, terms, now).standing;

describe('what a ledger says', () => {
  test('is nothing while nobody has said anything about it', () => {
    expect(standing([])).toBe('silent');
    expect(standing([granted(1, { channel: 'sms' }), granted(1, { purpose: 'analytics' })])).toBe('silent');
  });

  test('is what was said last', () => {
    expect(standing([granted(1)])).toBe('granted');
    expect(standing([granted(1), withdrawn(2)])).toBe('withdrawn');
    expect(standing([granted(1), withdrawn(2), granted(3)])).toBe('granted');
  });

  test('is the withdrawal where both were said at one moment', () => {
    expect(standing([withdrawn(2), granted(2)])).toBe('withdrawn');
  });

  test('holds for all channels where it was said of all, and the newer of both counts', () => {
    expect(standing([granted(1, { channel: '*' })])).toBe('granted');
    expect(standing([granted(1, { channel: '*' }), withdrawn(2)])).toBe('withdrawn');
    expect(standing([withdrawn(1), granted(2, { channel: '*' })])).toBe('granted');
    expect(standing([granted(1), withdrawn(2, { channel: '*' })])).toBe('withdrawn');
  });

  test('holds for the parts of a purpose, and not for what only begins like it', () => {
    const letters = { purpose: 'marketing.newsletter', channel: 'email' };
    expect(standing([granted(1)], undefined, letters)).toBe('granted');
    expect(standing([granted(1), withdrawn(2, letters)])).toBe('granted');
    expect(standing([granted(1), withdrawn(2, letters)], undefined, letters)).toBe('withdrawn');
    expect(standing([granted(1)], undefined, { purpose: 'marketing2', channel: 'email' })).toBe('silent');
  });

  test('STOP ends all purposes of the channel, and what was granted after that counts again', () => {
    const stop = withdrawn(2, { purpose: '*' });
    expect(standing([granted(1), stop])).toBe('withdrawn');
    expect(standing([granted(1), stop, granted(3)])).toBe('granted');
  });

  test('START takes STOP back and grants nothing by itself', () => {
    const stop = withdrawn(2, { purpose: '*' });
    const start = granted(3, { purpose: '*' });
    expect(standing([granted(1), stop, start])).toBe('granted');
    expect(standing([stop, start])).toBe('silent');
    expect(standing([start])).toBe('silent');
  });

  test('START takes back no withdrawal from one purpose, and none that came after it', () => {
    expect(standing([withdrawn(1), granted(2, { purpose: '*' })])).toBe('withdrawn');
    expect(standing([granted(1, { purpose: '*' }), withdrawn(1, { purpose: '*' })])).toBe('withdrawn');
  });

  test('an implied grant counts where that is enough, and never undoes a withdrawal', () => {
    const implied = granted(3, { strength: 'implied' });
    expect(standing([implied], { strength: 'implied' })).toBe('granted');
    expect(standing([implied])).toBe('weak');
    expect(standing([withdrawn(2), implied], { strength: 'implied' })).toBe('withdrawn');
    expect(
      standing([withdrawn(2, { purpose: '*' }), granted(3, { purpose: '*', strength: 'implied' })]),
    ).toBe('withdrawn');
  });

  test('a grant that is not confirmed is too weak where confirmation is asked for', () => {
    expect(standing([granted(1)], { strength: 'confirmed' })).toBe('weak');
    expect(standing([granted(1, { strength: 'confirmed' })], { strength: 'confirmed' })).toBe('granted');
  });

  test('what has expired is as if it had never been, to the millisecond', () => {
    expect(standing([granted(1, { expiresAtMs: now + 1 })])).toBe('granted');
    expect(standing([granted(1, { expiresAtMs: now })])).toBe('expired');
    expect(standing([withdrawn(1), granted(2, { expiresAtMs: now })])).toBe('withdrawn');
    expect(standing([granted(1), withdrawn(2, { expiresAtMs: now })])).toBe('granted');
    expect(standing([granted(1)], { strength: 'explicit', validForMs: 999 })).toBe('expired');
    expect(standing([granted(1)], { strength: 'explicit', validForMs: 1_000 })).toBe('granted');
  });

  test('a grant from the future does not count yet, a withdrawal from the future does', () => {
    expect(standing([granted(now + 1)])).toBe('silent');
    expect(standing([granted(1), withdrawn(now + 1)])).toBe('withdrawn');
  });
});

describe('whatever was said', () => {
  const choice = fc
    .record({
      id: fc.string({ minLength: 1, maxLength: 4 }),
      purpose: fc.constantFrom('marketing', 'marketing.newsletter', '*', 'sale'),
      channel: fc.constantFrom('email', 'sms', '*'),
      status: fc.constantFrom('granted', 'withdrawn'),
      strength: fc.constantFrom(...strengths),
      atMs: fc.integer({ min: 990, max: 1_005 }),
      expiresAtMs: fc.option(fc.integer({ min: 995, max: 1_010 }), { nil: undefined }),
    })
    .map((made): ConsentChoice => made as ConsentChoice);
  const ledger = fc.uniqueArray(choice, { selector: ({ id }) => id, maxLength: 8 });
  const about = fc.record({
    purpose: fc.constantFrom('marketing', 'marketing.newsletter', 'sale'),
    channel: fc.constantFrom('email', 'sms'),
  });
  const terms = fc.record({
    strength: fc.constantFrom(...strengths),
    validForMs: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  });

  test('neither the order nor repetitions matter', () => {
    fc.assert(
      fc.property(
        ledger.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
        ),
        about,
        terms,
        ([all, shuffled], question, grantTerms) => {
          expect(weighConsent(shuffled, question, grantTerms, now)).toEqual(
            weighConsent(all, question, grantTerms, now),
          );
        },
      ),
      { seed: 20_261_126, numRuns: 2_000 },
    );
  });

  test('a withdrawal now ends it, and one more withdrawal never grants anything', () => {
    fc.assert(
      fc.property(ledger, about, terms, choice, (all, question, grantTerms, more) => {
        const stop = withdrawn(2_000, question);
        expect(weighConsent([...all, stop], question, grantTerms, now).standing).toBe('withdrawn');
        const before = weighConsent(all, question, grantTerms, now).standing;
        const withdrawal: ConsentChoice = { ...more, id: 'one more', status: 'withdrawn' };
        const after = weighConsent([...all, withdrawal], question, grantTerms, now).standing;
        if (before !== 'granted') expect(after).not.toBe('granted');
      }),
      { seed: 20_261_126, numRuns: 2_000 },
    );
  });

  test('a stricter law grants nothing that a milder one does not', () => {
    fc.assert(
      fc.property(ledger, about, (all, question) => {
        const [implied, explicit, confirmed] = strengths.map(
          (strength) => weighConsent(all, question, { strength }, now).standing,
        );
        if (confirmed === 'granted') expect(explicit).toBe('granted');
        if (explicit === 'granted') expect(implied).toBe('granted');
      }),
      { seed: 20_261_126, numRuns: 2_000 },
    );
  });
});
