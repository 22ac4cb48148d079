import type { SchemaProblem } from './schema-validator.ts';

/** The part of a request or an answer that a violation is in. */
export type ViolationPlace =
  | 'operation'
  | 'path'
  | 'query'
  | 'header'
  | 'cookie'
  | 'body'
  | 'security'
  | 'answer status'
  | 'answer';

/** One thing in which a request, or a sandbox's answer, runs against the vendor's document. It holds no values. */
export interface Violation {
  readonly in: ViolationPlace;
  /** A parameter's name, or a JSON pointer into a body; empty for the whole. */
  readonly field: string;
  readonly problem: string;
}

export const violationsIn = (
  place: ViolationPlace,
  field: string,
  problems: readonly SchemaProblem[],
): readonly Violation[] =>
  problems.map(({ pointer, message }) => ({ in: place, field: `${field}${pointer}`, problem: message }));

/** What a check finds; a check that cannot be made has found that. */
export const failClosed = (
  place: ViolationPlace,
  field: string,
  check: () => readonly Violation[],
): readonly Violation[] => {
  try {
    return check();
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ in: place, field, problem: `cannot be checked: ${why}` }];
  }
};

/** `body /amount must be integer` */
export const sentenceOf = ({ in: place, field, problem }: Violation): string =>
  [place, field, problem].filter((part) => part !== '').join(' ');
