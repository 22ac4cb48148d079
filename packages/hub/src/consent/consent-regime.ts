import type { ConsentStrength } from './consent-choice.ts';

/** Where something is written. */
export interface Citation {
  /** `GDPR Art. 7(1)` */
  readonly article: string;
  /** What it says, in a few words. */
  readonly says: string;
  readonly url?: string;
}

/** What a law asks of deliveries for some purposes by some channels. Data: it can be stored, drawn and sent. */
export interface ConsentRule {
  /** The purposes, with what is part of them. Absent: all. */
  readonly purposes?: readonly string[];
  /** The channels. Absent: all. */
  readonly channels?: readonly string[];
  /** `opt-in`: only with a grant. `opt-out`: unless it was withdrawn. */
  readonly default: 'opt-in' | 'opt-out';
  /** The least that counts as a grant. Default `explicit`. */
  readonly strength?: ConsentStrength;
  /** How long a grant holds at most, in milliseconds. Default: until it is withdrawn, or expires as it says itself. */
  readonly validForMs?: number;
  readonly law: readonly Citation[];
}

/** The law of some regions. */
export interface ConsentRegime {
  /** `gdpr` */
  readonly id: string;
  readonly title: string;
  /** ISO 3166-1 alpha-2 countries, or ISO 3166-2 parts of one, such as `US-CA`, which come before their country. */
  readonly regions: readonly string[];
  /** The first that fits decides; where none does, it is `opt-in`. */
  readonly rules: readonly ConsentRule[];
}
