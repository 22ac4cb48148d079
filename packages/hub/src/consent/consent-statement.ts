import type { ConsentChoice } from './consent-choice.ts';

/** Where a statement comes from: an event, or somebody who recorded it. */
export type ConsentSource =
  | { readonly kind: 'event'; readonly type: string; readonly source: string; readonly id: string }
  | { readonly kind: 'recorded'; readonly by: string };

/** What of a statement proves it. It is stored sealed. */
export interface ConsentDetails {
  readonly source: ConsentSource;
  /** Anything that shows it was said: `text` (what was agreed to, word by word), `how`, `form`, `page`, … */
  readonly proof?: Readonly<Record<string, string>>;
  /** The version of the policy that was agreed to. */
  readonly policyVersion?: string;
}

/** What somebody granted or withdrew, once and for good in the ledger. Times are RFC 3339. */
export interface ConsentStatement
  extends Omit<ConsentChoice, 'atMs' | 'expiresAtMs'>,
    Partial<ConsentDetails> {
  readonly at: string;
  /** Until when it holds; absent: until something newer. */
  readonly expiresAt?: string;
}

/** A statement as it is shown. Without details after an erasure. */
export const showStatement = (
  { id, purpose, channel, status, strength, atMs, expiresAtMs }: ConsentChoice,
  details: ConsentDetails | undefined,
): ConsentStatement => ({
  id,
  purpose,
  channel,
  status,
  strength,
  at: new Date(atMs).toISOString(),
  ...(expiresAtMs !== undefined && { expiresAt: new Date(expiresAtMs).toISOString() }),
  ...details,
});
