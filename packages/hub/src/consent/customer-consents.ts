import type { Identifier } from '../identity/identifier.ts';
import type { ConsentQuestion } from './consent-choice.ts';
import type { ConsentDraft } from './consent-draft.ts';
import type { ConsentStatement } from './consent-statement.ts';
import type { ConsentVerdict } from './decide-consent.ts';

/** Whom a statement is about: a person by its id, or whoever an identifier belongs to, known or not. */
export type ConsentSubject = string | (Identifier & { readonly tenant?: string });

/** Whom an id may be of. */
export interface ConsentSubjectOption {
  /**
   * Only a customer of this tenant is meant by an id, `''`: of none. Others are as if they were not there. Absent: whoever the id leads to,
   * known or not.
   */
  readonly tenant?: string;
}

/** How a person stands to one purpose on one channel that something was said about. */
export interface ConsentStanding extends Omit<ConsentVerdict, 'decisive'>, ConsentQuestion {
  readonly decisive: ConsentStatement | undefined;
}

/** How a person stands to everything that something was said about. */
export interface Consents {
  /** ISO 3166; undefined where it is not known. */
  readonly region: string | undefined;
  readonly standings: readonly ConsentStanding[];
}

/** The consents of customers. */
export interface CustomerConsents {
  /**
   * Whether something may be delivered to a person now, with the law that says so.
   *
   * @throws TouchlineError `hub.customer_unknown` for what is no id, as the others do.
   */
  check(who: ConsentSubject, about: ConsentQuestion): Promise<ConsentVerdict>;
  /** How a person stands now. */
  of(who: ConsentSubject, option?: ConsentSubjectOption): Promise<Consents>;
  /** All statements of a person with what proves them, newest first. */
  history(who: ConsentSubject, option?: ConsentSubjectOption): Promise<readonly ConsentStatement[]>;
  /**
   * Adds a statement. Where the person has one of the same id, nothing changes, and it is that one that is answered. Durable once it
   * resolves.
   *
   * @throws TouchlineError `hub.consent_invalid`
   */
  record(who: ConsentSubject, draft: ConsentDraft, option?: ConsentSubjectOption): Promise<ConsentStatement>;
}
