/**
 * What an identifier is an identifier of, strongest first: `user` (your own id), `external:<connector>` (the id in a vendor's
 * system), `email`, `phone`, `device`, `anonymous`; or a name of yours.
 */
export type IdentifierNamespace = string;

/** One thing that a person is known by. The value is normalised: equal for equal identifiers. */
export interface Identifier {
  readonly namespace: IdentifierNamespace;
  /** Personal data: never in an error or a log. */
  readonly value: string;
}
