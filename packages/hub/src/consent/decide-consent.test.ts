import { describe, expect, test } from 'vitest';
import type { ConsentChoice } from './consent-choice.ts';
import { type ConsentOptions, consentRulesOf } from './consent-rules.ts';
import { decideConsent } from './decide-consent.ts';
import { knownRegimes } from './known-regimes.ts';

const now = Date.UTC(2026, 10, 26);

const said = (
  status: ConsentChoice['status'],
  purpose: string,
  channel: string,
  more: Partial<ConsentChoice> = {},
): ConsentChoice => ({
  id: `${status} ${purpose} ${channel}`,
  purpose,
  channel,
  status,
  strength: 'explicit',
  atMs: now - 1_000,
  expiresAtMs: undefined,
  ...more,
});

const decide = (
  region: string | undefined,
  purpose: string,
  channel: string,
  choices: readonly ConsentChoice[] = [],
  options: ConsentOptions = {},
) => decideConsent(consentRulesOf(options), choices, { purpose, channel }, region, now);

describe('where opt-in is the law', () => {
  test.each(['DE', 'FR', 'NO', 'GB', 'CH', 'BR', 'CA'])(
    '%s: nothing without a grant, and says why',
    (region) => {
      const verdict = decide(region, 'marketing', 'email');
      expect(verdict).toMatchObject({ allowed: false, reason: 'consent.missing' });
      expect(verdict.law.length).toBeGreaterThan(0);
      expect(decide(region, 'marketing', 'email', [said('granted', 'marketing', 'email')]).allowed).toBe(
        true,
      );
    },
  );

  test('the GDPR asks for a clear act: an implied grant is too weak', () => {
    const implied = said('granted', 'marketing', 'email', { strength: 'implied' });
    expect(decide('DE', 'marketing', 'email', [implied])).toMatchObject({
      allowed: false,
      reason: 'consent.too_weak',
      regime: 'gdpr',
    });
  });

  test('agreeing to everything grants nothing: consent is given to a purpose', () => {
    expect(decide('DE', 'marketing', 'email', [said('granted', '*', '*')]).reason).toBe('consent.missing');
  });

  test('a grant that has run out is told as such', () => {
    const past = said('granted', 'marketing', 'email', { expiresAtMs: now });
    expect(decide('DE', 'marketing', 'email', [past]).reason).toBe('consent.expired');
  });
});

describe('in the United States', () => {
  test('e-mail may be sent until somebody opts out', () => {
    expect(decide('US', 'marketing', 'email').allowed).toBe(true);
    expect(decide('US-TX', 'marketing', 'email', [said('withdrawn', '*', 'email')])).toMatchObject({
      allowed: false,
      reason: 'consent.withdrawn',
      regime: 'us',
    });
  });

  test('texts and calls of marketing need a grant', () => {
    const verdict = decide('US-CA', 'marketing.offers', 'sms');
    expect(verdict).toMatchObject({ allowed: false, reason: 'consent.missing' });
    expect(verdict.law[0]?.article).toContain('64.1200');
    expect(decide('US-CA', 'alerts', 'sms').allowed).toBe(true);
  });

  test('personal information is sold and shared until somebody says not to', () => {
    expect(decide('US-CA', 'sale', 'crm').allowed).toBe(true);
    const verdict = decide('US-CA', 'sale', 'crm', [said('withdrawn', 'sale', '*')]);
    expect(verdict.reason).toBe('consent.withdrawn');
    expect(verdict.law.map(({ article }) => article)).toContain(
      'Cal. Civ. Code § 1798.120(a), (d), 1798.135',
    );
    expect(decide('US-CA', 'sharing', 'crm', [said('withdrawn', 'sale', '*')]).allowed).toBe(true);
  });
});

describe('where nobody knows where somebody is', () => {
  test.each([undefined, 'JP', 'ZZ'])('region %s: all laws must allow it', (region) => {
    expect(decide(region, 'sale', 'crm').allowed).toBe(false);
    expect(decide(region, 'sale', 'crm', [said('granted', 'sale', '*')]).allowed).toBe(true);
  });

  test('a default region takes the place of the strictest', () => {
    expect(decide(undefined, 'sale', 'crm', [], { region: { default: 'US-CA' } }).allowed).toBe(true);
    expect(decide('DE', 'sale', 'crm', [], { region: { default: 'US-CA' } }).allowed).toBe(false);
  });
});

describe('what needs no consent', () => {
  const stop = said('withdrawn', '*', 'sms');

  test('is nothing, unless the rules say so', () => {
    expect(decide('DE', 'transactional', 'email').allowed).toBe(false);
    expect(
      decide('DE', 'transactional', 'email', [], { exempt: [{ purpose: 'transactional' }] }),
    ).toMatchObject({
      allowed: true,
      regime: undefined,
    });
  });

  test('is exempt on its channels alone, with its parts, and goes on after a withdrawal from everything', () => {
    const exempt = [{ purpose: 'transactional', channels: ['sms'] }];
    expect(decide('DE', 'transactional.receipt', 'sms', [stop], { exempt }).allowed).toBe(true);
    expect(decide('DE', 'transactional', 'email', [], { exempt }).allowed).toBe(false);
  });

  test('ends with STOP where the rules say so, and with nothing less', () => {
    const exempt = [{ purpose: 'transactional', untilOptedOut: true }];
    const leftMarketing = said('withdrawn', 'marketing', 'sms');
    expect(decide('DE', 'transactional', 'sms', [leftMarketing], { exempt }).allowed).toBe(true);
    expect(decide('DE', 'transactional', 'sms', [stop, leftMarketing], { exempt }).reason).toBe(
      'consent.withdrawn',
    );
    expect(decide('DE', 'transactional', 'email', [stop], { exempt }).allowed).toBe(true);
  });
});

describe('rules', () => {
  test('of your own take the place of known ones, and those of a part of a country come before it', () => {
    const options: ConsentOptions = {
      regimes: [
        { id: 'gdpr', title: 'House rules', regions: ['DE'], rules: [{ default: 'opt-out', law: [] }] },
        { id: 'ca', title: 'California', regions: ['US-CA'], rules: [] },
      ],
    };
    expect(decide('DE', 'marketing', 'email', [], options).allowed).toBe(true);
    expect(decide('US-CA', 'sale', 'crm', [], options)).toMatchObject({ allowed: false, regime: 'ca' });
    expect(decide('US-NV', 'sale', 'crm', [], options).allowed).toBe(true);
  });

  test('may ask for double opt-in, and for consent that is renewed', () => {
    const rule = { default: 'opt-in', strength: 'confirmed', validForMs: 86_400_000, law: [] } as const;
    const options: ConsentOptions = { regimes: [{ id: 'de', title: 'DE', regions: ['DE'], rules: [rule] }] };
    const granted = (more: Partial<ConsentChoice>) =>
      decide('DE', 'marketing', 'email', [said('granted', 'marketing', 'email', more)], options).reason;
    expect(granted({})).toBe('consent.too_weak');
    expect(granted({ strength: 'confirmed' })).toBeUndefined();
    expect(granted({ strength: 'confirmed', atMs: now - 86_400_000 })).toBe('consent.expired');
  });

  test.each<[string, ConsentOptions]>([
    ['exempt[0].purpose', { exempt: [{ purpose: '*' }] }],
    ['region.default', { region: { default: 'Germany' } }],
    ['optIn', { optIn: true } as never],
  ])('that cannot be are refused by name: %s', (path, options) => {
    expect(() => consentRulesOf(options)).toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining(path) }),
    );
  });

  test('that are known cite the law for everything, and no region stands in two of them', () => {
    const regions = knownRegimes.flatMap(({ regions: codes }) => codes);
    expect(new Set(regions).size).toBe(regions.length);
    for (const { rules } of knownRegimes)
      for (const { law } of rules) for (const { article } of law) expect(article).not.toBe('');
    expect(knownRegimes.flatMap(({ rules }) => rules).every(({ law }) => law.length > 0)).toBe(true);
    // As data they survive being stored.
    expect(JSON.parse(JSON.stringify(knownRegimes))).toEqual(knownRegimes);
  });
});
