import { type ConsentChoice, type ConsentQuestion, everything, isWithin } from './consent-choice.ts';
import type { Citation, ConsentRegime, ConsentRule } from './consent-regime.ts';
import type { ConsentRules, ExemptPurpose } from './consent-rules.ts';
import { type Weighing, weighConsent } from './weigh-consent.ts';

/** Whether something may be delivered to a person, and why. */
export interface ConsentVerdict {
  readonly allowed: boolean;
  /**
   * Why not: `consent.withdrawn`, `consent.missing`, `consent.expired`, or `consent.too_weak` where there is a grant that is less than the
   * law asks for.
   */
  readonly reason?: `consent.${'withdrawn' | 'missing' | 'expired' | 'too_weak'}`;
  /** The id of the regime that decided; undefined where the purpose is exempt. */
  readonly regime: string | undefined;
  readonly law: readonly Citation[];
  /** The choice that decided, if one did. */
  readonly decisive: ConsentChoice | undefined;
}

/**
 * Whether something may be delivered to whom all these choices are of. Pure: the same choices, region and time give the same.
 *
 * @param region where the person is; undefined where that is not known: then every law must allow it.
 */
export const decideConsent = (
  rules: ConsentRules,
  choices: readonly ConsentChoice[],
  about: ConsentQuestion,
  region: string | undefined,
  nowMs: number,
): ConsentVerdict => {
  const exempt = rules.exempt.find((each) => fits(about, { ...each, purposes: [each.purpose] }));
  if (exempt) return decideExempt(exempt, choices, about, nowMs);
  const regime = regimeOf(rules, region ?? rules.defaultRegion);
  if (regime) return decideUnder(regime, choices, about, nowMs);
  let verdict: ConsentVerdict | undefined;
  for (const each of rules.regimes) {
    const next = decideUnder(each, choices, about, nowMs);
    if (!next.allowed) return next;
    verdict ??= next;
  }
  return verdict ?? decideUnder(lawless, choices, about, nowMs);
};

/** The regime of a region: its own, or that of its country. */
export const regimeOf = (
  { byRegion }: ConsentRules,
  region: string | undefined,
): ConsentRegime | undefined =>
  region === undefined ? undefined : (byRegion.get(region) ?? byRegion.get(region.slice(0, 2)));

const decideExempt = (
  { untilOptedOut = false }: ExemptPurpose,
  choices: readonly ConsentChoice[],
  about: ConsentQuestion,
  nowMs: number,
): ConsentVerdict => {
  const all = { ...about, purpose: everything };
  const { standing, decisive } = weighConsent(choices, all, { strength: 'explicit' }, nowMs);
  return untilOptedOut && standing === 'withdrawn'
    ? { allowed: false, reason: 'consent.withdrawn', regime: undefined, law: [], decisive }
    : { allowed: true, regime: undefined, law: [], decisive: undefined };
};

const decideUnder = (
  { id: regime, rules }: ConsentRegime,
  choices: readonly ConsentChoice[],
  about: ConsentQuestion,
  nowMs: number,
): ConsentVerdict => {
  const rule = rules.find((each) => fits(about, each)) ?? strictest;
  const { law, strength = 'explicit', validForMs } = rule;
  const { standing, decisive } = weighConsent(choices, about, { strength, validForMs }, nowMs);
  if (standing === 'granted' || (standing !== 'withdrawn' && rule.default === 'opt-out'))
    return { allowed: true, regime, law, decisive };
  return { allowed: false, reason: reasons[standing], regime, law, decisive };
};

const reasons = {
  withdrawn: 'consent.withdrawn',
  expired: 'consent.expired',
  weak: 'consent.too_weak',
  silent: 'consent.missing',
} as const satisfies Record<Exclude<Weighing['standing'], 'granted'>, string>;

const strictest: ConsentRule = { default: 'opt-in', law: [] };
const lawless: ConsentRegime = { id: 'none', title: 'No law', regions: [], rules: [] };

const fits = (
  { purpose, channel }: ConsentQuestion,
  { purposes, channels }: Pick<ConsentRule, 'purposes' | 'channels'>,
): boolean =>
  (!purposes || purposes.some((whole) => isWithin(purpose, whole))) &&
  (!channels || channels.includes(channel));
