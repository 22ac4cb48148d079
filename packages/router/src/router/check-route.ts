import {
  type Connector,
  type DeliveryGate,
  type EventCatalogue,
  isTypePattern,
  matchesPattern,
  TouchlineError,
} from '@touchline/core';
import type { Connectors, ErasedRoute } from './route.ts';
import { policyFault, type ResolvedPolicy } from './route-policy.ts';

/** The patterns of a route as a list. */
export const patternsOf = ({ on }: ErasedRoute): readonly string[] => (typeof on === 'string' ? [on] : on);

/** What a route is checked against. */
export interface RouteSurroundings {
  readonly connectors: Connectors;
  readonly catalogue: EventCatalogue;
  readonly gate: DeliveryGate | undefined;
  /** The ids that are taken. */
  readonly taken: { readonly has: (id: string) => boolean };
}

/**
 * Refuses a route that could not work.
 *
 * @throws TouchlineError `route.invalid` with one sentence that says what to change.
 */
export const checkRoute = (
  route: ErasedRoute,
  policy: ResolvedPolicy,
  { connectors, catalogue, gate, taken }: RouteSurroundings,
): Connector => {
  const refuse = (sentence: string): never => {
    throw new TouchlineError('route.invalid', sentence);
  };
  const { id, to, map } = route;
  if (typeof id !== 'string' || !/^[\w.:@/-]{1,200}$/.test(id))
    refuse(
      `Route id ${JSON.stringify(String(id).slice(0, 60))} must be 1 to 200 letters, digits or any of . : @ / _ -.`,
    );
  if (taken.has(id)) refuse(`Route id "${id}" is taken; give this route another one.`);
  const connector = Object.hasOwn(connectors, to) ? connectors[to] : undefined;
  if (!connector)
    return refuse(
      `Route "${id}" goes to "${to}", but the registered connectors are ${listOf(Object.keys(connectors))}.`,
    );

  const patterns = patternsOf(route);
  if (patterns.length === 0) refuse(`Route "${id}" needs at least one pattern in "on".`);
  for (const pattern of patterns) {
    if (!isTypePattern(pattern))
      refuse(`Route "${id}" has the pattern "${pattern}"; write a type, a prefix with .* or *.`);
    if (!catalogue.types.some((type) => matchesPattern(pattern, type)))
      refuse(`Route "${id}" waits for "${pattern}", which no event type of the catalogue matches.`);
  }
  if (!map) {
    const handled = Object.keys(connector.on);
    if (!handled.some((type) => patterns.some((pattern) => matchesPattern(pattern, type))))
      refuse(
        `Route "${id}" has no map, and "${to}" has no reaction of its own to ${patterns.join(', ')}; give the route a map.`,
      );
  }
  const fault = policyFault(policy);
  if (fault) refuse(`Route "${id}": ${fault}.`);
  if (policy.purpose !== undefined && !gate)
    refuse(
      `Route "${id}" delivers for the purpose "${policy.purpose}", but the router has no gate to ask for consent; give it one, such as hub.gate.`,
    );
  return connector;
};

const listOf = (names: readonly string[]): string =>
  names.length > 0 ? names.map((name) => `"${name}"`).join(', ') : 'none';
