import type { ActionEffect, Connector, DataFilter, Idempotency } from '@touchline/core';
import { patternsOf } from './check-route.ts';
import type { Connectors, ErasedRoute } from './route.ts';
import type { ResolvedPolicy } from './route-policy.ts';

/** What is connected to what, as plain data: to draw it, to store it, to compare it. */
export interface Topology {
  readonly connectors: readonly ConnectorNode[];
  readonly routes: readonly RouteEdge[];
}

/** A registered connector. */
export interface ConnectorNode {
  /** The name it is registered under. */
  readonly name: string;
  /** The vendor's id. */
  readonly connector: string;
  readonly title: string;
  readonly category: Connector['category'];
  /** The ways in that it has. */
  readonly inbound: readonly ('webhook' | 'poll' | 'stream')[];
  readonly actions: readonly {
    readonly name: string;
    readonly effect: ActionEffect;
    readonly idempotent: Idempotency;
  }[];
  /** The events that it reacts to by default. */
  readonly reactsTo: readonly string[];
  /** Whether it can forget a person. */
  readonly erases: boolean;
}

/** A route. */
export interface RouteEdge {
  readonly id: string;
  readonly on: readonly string[];
  /** The registered name of the connector. */
  readonly to: string;
  /** True for the route that the connector's registration made. */
  readonly byDefault: boolean;
  /** `reaction`: the connector's own; `map`: the route's. */
  readonly decidedBy: 'reaction' | 'map';
  /** The filter where it is data, `function` where it is code. */
  readonly filter?: DataFilter | 'function';
  readonly policy: ResolvedPolicy;
}

/** Describes connectors and routes, in the order in which they were registered. */
export const topologyOf = (
  connectors: Connectors,
  routes: Iterable<{ readonly route: ErasedRoute; readonly policy: ResolvedPolicy }>,
): Topology => ({
  connectors: Object.entries(connectors).map(([name, connector]) => nodeOf(name, connector)),
  routes: [...routes].map(({ route, policy }) => edgeOf(route, policy)),
});

const nodeOf = (name: string, connector: Connector): ConnectorNode => ({
  name,
  connector: connector.id,
  title: connector.title,
  category: connector.category,
  inbound: [
    ...(connector.receive ? (['webhook'] as const) : []),
    ...(connector.poll ? (['poll'] as const) : []),
    ...(connector.stream ? (['stream'] as const) : []),
  ],
  actions: Object.entries(connector.actions).map(([action, { contract, idempotent }]) => ({
    name: action,
    effect: contract.effect,
    idempotent,
  })),
  reactsTo: Object.keys(connector.on),
  erases: connector.erase !== undefined,
});

const edgeOf = (route: ErasedRoute, policy: ResolvedPolicy): RouteEdge => ({
  id: route.id,
  on: patternsOf(route),
  to: route.to,
  byDefault: route.byDefault ?? false,
  decidedBy: route.map ? 'map' : 'reaction',
  ...(route.filter !== undefined && {
    filter: typeof route.filter === 'function' ? 'function' : route.filter,
  }),
  policy,
});
