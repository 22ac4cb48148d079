import {
  type ConsentChoice,
  type ConsentQuestion,
  type ConsentStrength,
  everything,
  isWithin,
  strengths,
} from './consent-choice.ts';

/** What counts as a grant. */
export interface GrantTerms {
  /** The least that counts. */
  readonly strength: ConsentStrength;
  /** How long a grant holds at most, in milliseconds; undefined: until it is withdrawn or expires by itself. */
  readonly validForMs?: number | undefined;
}

/** What a ledger says to a question. `weak`: there are grants, and none is strong enough. `silent`: there is nothing. */
export interface Weighing {
  readonly standing: 'granted' | 'withdrawn' | 'expired' | 'weak' | 'silent';
  /** The choice that makes it so. */
  readonly decisive: ConsentChoice | undefined;
}

/**
 * What all choices together say, whatever their order and however often each is there: the newest wins, and of one moment the
 * withdrawal. Besides:
 *
 * - A grant that is implied never undoes a withdrawal.
 * - A grant for all purposes undoes the withdrawals from all purposes before it, as START does to STOP, and grants nothing by
 *   itself: consent is given to a purpose.
 * - What has expired is as if it had never been; a grant from the future counts once its time has come.
 */
export const weighConsent = (
  choices: Iterable<ConsentChoice>,
  about: ConsentQuestion,
  terms: GrantTerms,
  nowMs: number,
): Weighing => {
  const found: Newest = {};
  const withdrawals: ConsentChoice[] = [];
  for (const choice of choices) {
    if (!concerns(choice, about)) continue;
    if (choice.status === 'withdrawn') {
      if (!(endOf(choice) <= nowMs)) withdrawals.push(choice);
      continue;
    }
    const kind = kindOf(choice, terms, nowMs);
    if (!kind) continue;
    const held = found[kind];
    if (!held || isNewer(choice, held)) found[kind] = choice;
  }
  let withdrawn: ConsentChoice | undefined;
  for (const choice of withdrawals)
    if (!isUndone(choice, found.general) && (!withdrawn || isNewer(choice, withdrawn))) withdrawn = choice;
  if (withdrawn && !(found.explicit && found.explicit.atMs > withdrawn.atMs))
    return { standing: 'withdrawn', decisive: withdrawn };
  const granted = later(found.explicit, found.implied);
  if (granted) return { standing: 'granted', decisive: granted };
  if (found.expired) return { standing: 'expired', decisive: found.expired };
  return found.weak
    ? { standing: 'weak', decisive: found.weak }
    : { standing: 'silent', decisive: undefined };
};

type GrantKind = 'general' | 'explicit' | 'implied' | 'expired' | 'weak';
type Newest = { [Kind in GrantKind]?: ConsentChoice };

const concerns = ({ purpose, channel }: ConsentChoice, about: ConsentQuestion): boolean =>
  (channel === everything || channel === about.channel) && isWithin(about.purpose, purpose);

/** How a grant counts; undefined when it does not. */
const kindOf = (
  choice: ConsentChoice,
  { strength, validForMs }: GrantTerms,
  nowMs: number,
): GrantKind | undefined => {
  const rank = strengths.indexOf(choice.strength);
  const isExpired = endOf(choice, validForMs) <= nowMs;
  if (choice.atMs > nowMs) return undefined;
  if (choice.purpose === everything) return isExpired || rank === 0 ? undefined : 'general';
  if (isExpired) return 'expired';
  if (rank < strengths.indexOf(strength)) return 'weak';
  return rank > 0 ? 'explicit' : 'implied';
};

const endOf = (
  { atMs, expiresAtMs = Number.POSITIVE_INFINITY }: ConsentChoice,
  validForMs?: number,
): number => Math.min(expiresAtMs, validForMs === undefined ? Number.POSITIVE_INFINITY : atMs + validForMs);

const isUndone = (withdrawal: ConsentChoice, general: ConsentChoice | undefined): boolean =>
  withdrawal.purpose === everything && general !== undefined && general.atMs > withdrawal.atMs;

/** By time; of one moment by id, so that the order in which they came does not matter. */
const isNewer = (one: ConsentChoice, other: ConsentChoice): boolean =>
  one.atMs === other.atMs ? one.id < other.id : one.atMs > other.atMs;

const later = (
  one: ConsentChoice | undefined,
  other: ConsentChoice | undefined,
): ConsentChoice | undefined => (one && other ? (isNewer(one, other) ? one : other) : (one ?? other));
