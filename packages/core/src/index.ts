export { type Clock, delay, systemClock } from './clock.ts';
export * from './connector/index.ts';
export type { DeliveryGate, EnrichEvents, GatedDelivery, GateVerdict } from './delivery/delivery-gate.ts';
export { type FailedAttempt, nextAttemptMs, type RetrySchedule } from './delivery/retry-schedule.ts';
export { type Disposition, type ErrorCode, type ErrorCodeEntry, errorCodes } from './errors/error-codes.ts';
export { type Problem, problemHeaders, problemMediaType, problemOf } from './errors/problem.ts';
export { type Refusal, readOrRefuse } from './errors/read-or-refuse.ts';
export {
  type Issue,
  SignatureError,
  TouchlineError,
  type TouchlineErrorJson,
  type TouchlineErrorOptions,
  toTouchlineError,
} from './errors/touchline-error.ts';
export { issuesOf, sentenceOf } from './errors/zod-issues.ts';
export { type Causation, causedBy, originsOf } from './event/causation.ts';
export { type DataFilter, type FilterValue, passesDataFilter } from './event/data-filter.ts';
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
  dataschemaOf,
  type EventCatalogue,
  type EventDefaults,
  serialiseEvent,
} from './event/event-catalogue.ts';
export { hotParserOf } from './event/hot-parser.ts';
export { type JsonSchema, jsonSchemaOf } from './event/json-schema.ts';
export { partitionKeyOf } from './event/partition-key.ts';
export * from './events/index.ts';
export * from './http/index.ts';
export * from './log/index.ts';
export { type PiiKind, pii, piiKey } from './privacy/pii.ts';
export { redact, redactEvent } from './privacy/redact.ts';
export { type RedactOptions, redactText } from './privacy/redact-text.ts';
export { Secret, type SecretSchema, type SecretsSchema, secret, secrets } from './privacy/secret.ts';
export { TurnEnd } from './turn-end.ts';
export { type Attachment, type AttachmentSchema, attachment } from './values/attachment.ts';
export { type Campaign, campaign } from './values/campaign.ts';
export { channelAddress } from './values/channel-address.ts';
export { countryCode } from './values/country.ts';
export {
  type CustomerRef,
  type CustomerRefSchema,
  customerRef,
  emailAddress,
  phoneNumber,
} from './values/customer-ref.ts';
export { type Failure, failure } from './values/failure.ts';
export { type JsonValue, jsonValue } from './values/json-value.ts';
export { type Mailbox, mailAddress, mailbox } from './values/mailbox.ts';
export { metadata } from './values/metadata.ts';
export {
  currency,
  type Money,
  type MoneySchema,
  minorUnitExponent,
  money,
  moneyFromDecimal,
  moneyToDecimal,
} from './values/money.ts';
export { type Participant, type ParticipantSchema, participant } from './values/participant.ts';
export { type PostalAddress, type PostalAddressSchema, postalAddress } from './values/postal-address.ts';
export { timestamp, timestampFromMs, timestampFromSeconds } from './values/timestamp.ts';
export { linkUrl, webUrl } from './values/url.ts';
export { vendorId } from './values/vendor-id.ts';
export * from './webhook/index.ts';
