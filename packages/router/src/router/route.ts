import {
  type BoundActions,
  type Connector,
  type DataFilter,
  type EventMap,
  type EventOf,
  passesDataFilter,
  type Reaction,
  type TouchlineEvent,
} from '@touchline/core';
import type { RoutePolicy } from './route-policy.ts';

/** The connectors of a router, by the names they are registered under. */
export type Connectors = { readonly [name: string]: Connector };

/** The patterns over an event map: its types, `payment.*` for each leading part, and `*`. */
export type TypePattern<Events> = (keyof Events & string) | `${LeadingParts<keyof Events & string>}.*` | '*';

type LeadingParts<Type extends string> = Type extends `${infer First}.${infer Rest}`
  ? First | `${First}.${LeadingParts<Rest>}`
  : never;

/** The types that a pattern matches. */
export type MatchingTypes<Events, Pattern extends string> = Pattern extends '*'
  ? keyof Events & string
  : Pattern extends `${infer Prefix}.*`
    ? Extract<keyof Events & string, `${Prefix}.${string}`>
    : Extract<keyof Events & string, Pattern>;

/** The events that a pattern matches: a route on `payment.*` sees the union. */
export type MatchingEvent<Events extends EventMap, Pattern extends string> = EventOf<
  Events,
  MatchingTypes<Events, Pattern>
>;

/** A route: event pattern → map → action of a connector, with a policy. Plain data and at most two pure functions. */
export interface Route<
  Events extends EventMap = EventMap,
  Registered extends Connectors = Connectors,
  Pattern extends string = string,
  To extends keyof Registered & string = keyof Registered & string,
> extends RoutePolicy {
  /** Its name in counts, in dead letters and on disk: rename it and it is another route. */
  readonly id: string;
  /** One pattern or several: `payment.failed`, `payment.*`, `*`. */
  readonly on: Pattern | readonly Pattern[];
  /** The registered name of the connector. */
  readonly to: To;
  /** From the event to calls of the connector's actions. Pure. Default: the connector's own reaction to the type. */
  readonly map?: Reaction<MatchingEvent<Events, Pattern>, Registered[To]['actions']>;
  /** Which of the matching events to deliver; the others are counted as skipped. */
  readonly filter?: DataFilter | ((event: MatchingEvent<Events, Pattern>) => boolean);
  /** Where a new route starts: with events yet to come, or further back to backfill. Default `now`. */
  readonly start?: 'now' | 'beginning' | { readonly timeMs: number } | { readonly position: number };
}

/** A route whose types are no longer known; what the router works with. */
export interface ErasedRoute extends RoutePolicy {
  readonly id: string;
  readonly on: string | readonly string[];
  readonly to: string;
  readonly map?: Reaction<never, never>;
  readonly filter?: DataFilter | ((event: never) => boolean);
  readonly start?: Route['start'];
  /** True for the route that a connector's registration makes: its own events are not echoed back to it. */
  readonly byDefault?: boolean;
}

/** Defines a typed route; see {@link Route}. */
export type DefineRoute<Events extends EventMap, Registered extends Connectors, Result> = <
  const Pattern extends TypePattern<Events>,
  To extends keyof Registered & string,
>(
  route: Route<Events, Registered, Pattern, To>,
) => Result;

/** The name that a connector is registered under, with the actions it has. */
export type ActionsOf<
  Registered extends Connectors,
  Name extends keyof Registered,
> = Registered[Name]['actions'] & BoundActions;

/** Whether an event passes a filter. */
export const passesFilter = (filter: ErasedRoute['filter'], event: TouchlineEvent): boolean => {
  if (filter === undefined) return true;
  return typeof filter === 'function' ? filter(event as never) : passesDataFilter(filter, event);
};
