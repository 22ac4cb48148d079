export { type Clock, delay, systemClock } from './clock.ts';
export * from './connector/index.ts';
export { type Disposition, type ErrorCode, type ErrorCodeEntry, errorCodes } from './errors/error-codes.ts';
export { type Problem, problemMediaType, problemOf } from './errors/problem.ts';
export {
  type Issue,
  SignatureError,
  TouchlineError,
  type TouchlineErrorJson,
  type TouchlineErrorOptions,
  toTouchlineError,
} from './errors/touchline-error.ts';
export { issuesOf, sentenceOf } from './errors/zod-issues.ts';
export { defineEvent } from './event/define-event.ts';
export type {
  AttributeValue,
  DraftOf,
  EventDefinition,
  EventDraft,
  EventMap,
  EventOf,
  EventSpec,
  TouchlineEvent,
} from './event/envelope.ts';
export {
  createCatalogue,
  dataschemaOf,
  type EventCatalogue,
  type EventDefaults,
  serialiseEvent,
} from './event/event-catalogue.ts';
export { partitionKeyOf } from './event/partition-key.ts';
export * from './events/index.ts';
export * from './http/index.ts';
export * from './log/index.ts';
export { type PiiKind, pii, piiKey } from './privacy/pii.ts';
export { type RedactOptions, redactText } from './privacy/redact-text.ts';
export { Secret, type SecretSchema, type SecretsSchema, secret, secrets } from './privacy/secret.ts';
export { type CustomerRef, customerRef, emailAddress, phoneNumber } from './values/customer-ref.ts';
export {
  currency,
  type Money,
  minorUnitExponent,
  money,
  moneyFromDecimal,
  moneyToDecimal,
} from './values/money.ts';
export { timestamp, timestampFromMs, timestampFromSeconds } from './values/timestamp.ts';
export * from './webhook/index.ts';
