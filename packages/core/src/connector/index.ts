export {
  type ActionContext,
  type ActionContract,
  type ActionEffect,
  type ActionImplementation,
  type ActionOptions,
  type ActionRun,
  type BatchItem,
  type BatchItemResult,
  type Bound,
  type BoundAction,
  type BoundActions,
  type ConnectorContext,
  defineAction,
  type Idempotency,
  type Implement,
  type ImplementedAction,
  type ImplementedActions,
  type InputOf,
  type Reconciliation,
} from './action.ts';
export { type CallListener, callAction } from './call-action.ts';
export type { Connector, ConnectorFactory, ConnectorInfo } from './connector.ts';
export type {
  CheckReport,
  ConnectorCategory,
  ConnectorDefinition,
  ConnectorEnvironment,
  ConnectorHttpOptions,
  ConnectorLimits,
  ErasureReceipt,
} from './connector-definition.ts';
export type { DefineConnector } from './define-connector.ts';
export { failover, type SharedActions } from './failover.ts';
export type {
  FailedItem,
  IgnoredEvent,
  Inbound,
  InboundContext,
  InboundDraft,
  InboundTools,
  MappedEvent,
  MapTools,
  Received,
  ReceiveOptions,
} from './inbound.ts';
export {
  type CustomEvent,
  createKit,
  defineConnector,
  type EventsOf,
  type Kit,
  touchpointKit,
} from './kit.ts';
export {
  type ActionCall,
  type DefaultReaction,
  type DefaultReactionTools,
  isSkip,
  type Reaction,
  type ReactionResult,
  type ReactionTools,
  reactionTools,
  type Skip,
} from './reaction.ts';
export type { BoundPoll, BoundPollResult, BoundStream, Poll, PollResult, Stream } from './sources.ts';
