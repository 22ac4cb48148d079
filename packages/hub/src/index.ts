export type {
  AudienceMember,
  AudienceMemberPage,
  AudienceMemberQuery,
  AudienceMembership,
  AudienceSummary,
} from './audiences/audience-keeper.ts';
export type { Audience, Audiences, PredicateFunction } from './audiences/compile-audiences.ts';
export type {
  Comparable,
  Comparison,
  ComputedComparison,
  DidSomething,
  Predicate,
  TraitComparison,
} from './audiences/predicate.ts';
export type {
  ConsentChoice,
  ConsentQuestion,
  ConsentStrength,
} from './consent/consent-choice.ts';
export { type ConsentDraft, consentDraft } from './consent/consent-draft.ts';
export type { Citation, ConsentRegime, ConsentRule } from './consent/consent-regime.ts';
export type { ConsentOptions, ExemptPurpose } from './consent/consent-rules.ts';
export type { ConsentSource, ConsentStatement } from './consent/consent-statement.ts';
export type {
  ConsentStanding,
  ConsentSubject,
  ConsentSubjectOption,
  Consents,
  CustomerConsents,
} from './consent/customer-consents.ts';
export type { ConsentVerdict } from './consent/decide-consent.ts';
export { knownRegimes } from './consent/known-regimes.ts';
export type { Conversation, ConversationItem, ConversationRules } from './conversations/conversation.ts';
export type { ConversationPage, ConversationQuery } from './conversations/create-conversations.ts';
export { createHub, type HubOptions } from './create-hub.ts';
export type { ViewOptions } from './customers/create-customer-view.ts';
export type { CustomerView, HubAudiences } from './customers/customer-view.ts';
export type {
  Customer,
  CustomerEvidence,
  CustomerIdentifier,
  Customers,
  Decision,
  Page,
  PageOptions,
  Refusal,
  RulesPreview,
  TenantOption,
} from './customers/customers.ts';
export type { DeliveryRow } from './deliveries/delivery-record-storage.ts';
export {
  type ErasureDestination,
  type ErasureReport,
  type ErasureReportSchema,
  erasureReport,
} from './erasure/erasure-report.ts';
export type { ErasurePolicy } from './erasure/erasures.ts';
export { type ReceiptKey, verifyErasureReceipt } from './erasure/receipt.ts';
export { type CustomerExport, type CustomerExportSchema, customerExport } from './export/customer-export.ts';
export type { Hub } from './hub.ts';
export type { HubMemory } from './hub-memory.ts';
export { type AnchorId, type AnchorOf, createAnchorOf, isAnchorId } from './identity/anchor.ts';
export type { DecisionNote } from './identity/decide.ts';
export type { Identifier, IdentifierNamespace } from './identity/identifier.ts';
export { createIdentifyEvent, type IdentifiedEvent, type IdentifyEvent } from './identity/identify-event.ts';
export { type IdentityOptions, type PersonRules, personRules } from './identity/identity-rules.ts';
export type { DecisionKind, Isolation } from './identity/identity-storage.ts';
export type { Privacy } from './privacy/privacy.ts';
export type { ComputedValue } from './profile/computed/aggregate.ts';
export {
  type ComputedTrait,
  type ComputedTraits,
  defaultComputedTraits,
  type MoneyTerm,
} from './profile/computed-trait.ts';
export type { Profile, TraitOptions } from './profile/create-profiles.ts';
export type { Duration } from './profile/duration.ts';
export type { EventCondition, EventSelection } from './profile/event-selection.ts';
export type { TraitCandidate } from './profile/trait-candidates.ts';
export type { Trait, TraitPolicies, TraitPolicy } from './profile/trait-policy.ts';
export { defaultTraitRules, type TraitRule } from './profile/trait-rule.ts';
export type { RecordOutcome } from './record/recorder.ts';
export type { RecordedEvent, RecordingPart } from './record/recording-part.ts';
export type { RetentionOptions, RetentionPurpose } from './retention/retention-rules.ts';
export { type ErasedEvent, isErasedEvent } from './seal/sealed-event.ts';
export type { HubReads, HubStorage, HubWrites } from './storage/hub-storage.ts';
export { memoryHubStorage } from './storage/memory-hub-storage.ts';
export { type SqliteHubStorageOptions, sqliteHubStorage } from './storage/sqlite-hub-storage.ts';
export { type ChannelOf, type ChannelRule, createChannelOf } from './timeline/channel-of.ts';
export type { TimelineEntry, TimelinePage, TimelineQuery } from './timeline/create-timeline.ts';
export type { KeyReads, KeyRow, KeyWrites } from './vault/key-storage.ts';
export type { HubSecret } from './vault/root-key.ts';
export type { AnchorKey, SealingKey, Vault } from './vault/vault.ts';
export type { CustomerChange } from './watch/customer-change.ts';
