export type { DataFilter, FilterValue } from '@touchline/core';
export type { BatchPolicy } from './batcher.ts';
export type { BreakerPolicy, BreakerState } from './breaker.ts';
export { createRouter } from './create-router.ts';
export { deliveryKey } from './delivery-key.ts';
export type { IngressCounts } from './ingress.ts';
export type {
  ActionsOf,
  Connectors,
  DefineRoute,
  ErasedRoute,
  MatchingEvent,
  MatchingTypes,
  Route,
  TypePattern,
} from './route.ts';
export type { RetryPolicy, RoutePolicy } from './route-policy.ts';
export type {
  PublishReceipt,
  ReceiveRequestOptions,
  ReplayReport,
  RouteAudit,
  RouteHandle,
  Router,
  RouterOptions,
  RouteStatus,
} from './router.ts';
export type { DeliveryInfo, PauseReason, RouterEvents } from './router-events.ts';
export type { ConnectorNode, RouteEdge, Topology } from './topology.ts';
