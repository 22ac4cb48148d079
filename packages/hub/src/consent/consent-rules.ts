import { issuesOf, sentenceOf, TouchlineError } from '@touchline/core';
import { z } from 'zod';
import { everything, strengths } from './consent-choice.ts';
import type { ConsentRegime } from './consent-regime.ts';
import { knownRegimes } from './known-regimes.ts';
import { defaultStartKeywords, defaultStopKeywords, keywordOf } from './stop-keywords.ts';

/** A purpose that needs no consent, such as the receipt of a purchase. */
export interface ExemptPurpose {
  /** With what is part of it. */
  readonly purpose: string;
  /** Absent: on all channels. */
  readonly channels?: readonly string[];
  /** Until the person wanted nothing at all any more on the channel, as STOP says. Default: also after that. */
  readonly untilOptedOut?: boolean;
}

/** What the hub is told about consent. */
export interface ConsentOptions {
  /** Laws of your own; one of the same id takes the place of a known one, and yours come first. */
  readonly regimes?: readonly ConsentRegime[];
  /** What needs no consent. Default: nothing. */
  readonly exempt?: readonly ExemptPurpose[];
  /**
   * Your purposes, beside `marketing`, `sale`, `sharing`, `analytics`, `personalization`, `alerts`, `calls` and what is exempt. A
   * person who withdraws from a purpose that is not known here, such as a mailing list of a vendor, withdraws from all on that
   * channel.
   */
  readonly purposes?: readonly string[];
  /** What vendors call purposes, groups and topics, by what they are here: `{ '4201': 'marketing.newsletter' }`. */
  readonly names?: Readonly<Record<string, string>>;
  /** Where a person is. Whose region is not known is under the strictest of all laws. */
  readonly region?: {
    /**
     * Where events tell it, by type: a path in `data` to an ISO 3166 code (`DE`, `US-CA`) or to an address. Beside the addresses of
     * orders, checkouts and contacts.
     */
    readonly paths?: Readonly<Record<string, string>>;
    /** A trait that tells it, as a code or an address. It comes before what events tell. */
    readonly trait?: string;
    /** Of whom nothing is known. Default: the strictest of all. */
    readonly default?: string;
  };
  /**
   * Where events carry Global Privacy Control, by type: a path in `data` to `true`, `1` or `"1"`. It withdraws from `sale` and `sharing`.
   * Default `{ 'page.viewed': 'properties.globalPrivacyControl' }`.
   */
  readonly globalPrivacyControl?: Readonly<Record<string, string>>;
  /** What a box of a form says that was left empty. Default `withdrawn`. */
  readonly emptyBox?: 'withdrawn' | 'nothing';
  /** Words of text messages, beside the usual ones. */
  readonly keywords?: { readonly stop?: readonly string[]; readonly start?: readonly string[] };
}

/** {@link ConsentOptions}, complete. */
export interface ConsentRules {
  readonly regimes: readonly ConsentRegime[];
  /** The regime of each region. */
  readonly byRegion: ReadonlyMap<string, ConsentRegime>;
  readonly exempt: readonly ExemptPurpose[];
  readonly purposes: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, string>;
  readonly regionPaths: ReadonlyMap<string, readonly string[]>;
  readonly defaultRegion: string | undefined;
  readonly signals: ReadonlyMap<string, readonly string[]>;
  readonly emptyBox: 'withdrawn' | 'nothing';
  readonly stop: ReadonlySet<string>;
  readonly start: ReadonlySet<string>;
}

const knownPurposes = [
  'marketing',
  'sale',
  'sharing',
  'analytics',
  'personalization',
  'alerts',
  'calls',
  everything,
];

/**
 * The options with their defaults.
 *
 * @throws TouchlineError `config.invalid` naming what is wrong.
 */
export const consentRulesOf = (options: ConsentOptions = {}): ConsentRules => {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const issues = issuesOf(parsed.error);
    throw new TouchlineError('config.invalid', `Consent of the hub: ${sentenceOf(issues)}.`, { issues });
  }
  const { exempt = [], purposes = [], names = {}, region = {}, keywords = {}, emptyBox } = options;
  const own = options.regimes ?? [];
  const regimes = [...own, ...knownRegimes.filter(({ id }) => !own.some((regime) => regime.id === id))];
  const byRegion = new Map<string, ConsentRegime>();
  for (const regime of regimes)
    for (const code of regime.regions) if (!byRegion.has(code)) byRegion.set(code, regime);
  return {
    regimes,
    byRegion,
    exempt,
    purposes: new Set([
      ...knownPurposes,
      ...purposes,
      ...exempt.map(({ purpose }) => purpose),
      ...Object.values(names),
    ]),
    names: new Map(Object.entries(names)),
    regionPaths: pathsOf(region.paths ?? {}),
    defaultRegion: region.default,
    signals: pathsOf(options.globalPrivacyControl ?? { 'page.viewed': 'properties.globalPrivacyControl' }),
    emptyBox: emptyBox ?? 'withdrawn',
    stop: new Set([...defaultStopKeywords, ...(keywords.stop ?? [])].map(keywordOf)),
    start: new Set([...defaultStartKeywords, ...(keywords.start ?? [])].map(keywordOf)),
  };
};

const pathsOf = (paths: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(paths).map(([type, path]) => [type, path.split('.')]));

const word = z.string().min(1).max(256);
const path = z.string().regex(/^[^.]+(\.[^.]+)*$/, 'must be a path, such as address.country');
const regionCode = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'must be ISO 3166, such as DE or US-CA');

const schema = z.strictObject({
  regimes: z
    .array(
      z.strictObject({
        id: word,
        title: word,
        regions: z.array(regionCode),
        rules: z.array(
          z.strictObject({
            purposes: z.array(word).min(1).optional(),
            channels: z.array(word).min(1).optional(),
            default: z.enum(['opt-in', 'opt-out']),
            strength: z.enum(strengths).optional(),
            validForMs: z.number().positive().optional(),
            law: z.array(
              z.strictObject({ article: z.string(), says: z.string(), url: z.string().optional() }),
            ),
          }),
        ),
      }),
    )
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'must not have one id twice')
    .optional(),
  exempt: z
    .array(
      z.strictObject({
        purpose: word.refine((purpose) => purpose !== everything, 'must not be everything'),
        channels: z.array(word).min(1).optional(),
        untilOptedOut: z.boolean().optional(),
      }),
    )
    .optional(),
  purposes: z.array(word).optional(),
  names: z.record(word, word).optional(),
  region: z
    .strictObject({
      paths: z.record(word, path).optional(),
      trait: word.optional(),
      default: regionCode.optional(),
    })
    .optional(),
  globalPrivacyControl: z.record(word, path).optional(),
  emptyBox: z.enum(['withdrawn', 'nothing']).optional(),
  keywords: z.strictObject({ stop: z.array(word).optional(), start: z.array(word).optional() }).optional(),
});
