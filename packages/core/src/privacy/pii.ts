/** The kinds of personal data a field may hold. */
export type PiiKind =
  | 'identifier'
  | 'email'
  | 'phone'
  | 'name'
  | 'address'
  | 'birth_date'
  | 'ip_address'
  | 'location'
  | 'free_text'
  | 'payment'
  | 'recording'
  | 'other';

/** The metadata key of the mark; it appears under the same name in JSON Schema and OpenAPI. */
export const piiKey = 'x-pii';

/**
 * Marks a schema as holding personal data: `z.email().meta(pii('email'))`. Marked fields are printed redacted in logs,
 * errors and traces, are sealed by the hub, and carry `x-pii` in every generated document.
 */
export const pii = (kind: PiiKind): { readonly [piiKey]: PiiKind } => ({ [piiKey]: kind });
