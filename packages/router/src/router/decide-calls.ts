import {
  type ActionCall,
  type Connector,
  isSkip,
  originsOf,
  type Reaction,
  type ReactionResult,
  reactionTools,
  type Skip,
  TouchlineError,
  type TouchlineEvent,
} from '@touchline/core';
import { type ErasedRoute, passesFilter } from './route.ts';

/** From an event to the calls that a route makes of it. */
export type DecideCalls = (event: TouchlineEvent) => readonly ActionCall[] | Skip;

/**
 * Echo guard, loop guard, filter and map of a route, in that order.
 *
 * The function it gives throws TouchlineError `map.failed` when the filter or the map throws or returns something else
 * than calls, and `action.unknown` when it calls what the connector does not have.
 */
export const callDecider = (
  route: ErasedRoute,
  connector: Connector,
  maxCausationDepth: number,
): DecideCalls => {
  const tools = reactionTools<never>(Object.keys(connector.actions));
  return (event) => {
    // What a vendor told us is not told to it again by default: CRM → event → CRM would never end.
    if (route.byDefault && originsOf(event).includes(connector.id)) return { skip: 'echo' };
    if ((event.causationdepth ?? 0) > maxCausationDepth) return { skip: 'loop' };
    const reaction = (route.map ?? connector.on[event.type]) as Reaction<TouchlineEvent, never> | undefined;
    if (!reaction) return { skip: 'no reaction' };
    let result: unknown;
    try {
      result = passesFilter(route.filter, event) ? reaction(event, tools) : filtered;
    } catch (thrown) {
      // The message of a foreign error may hold what is in the event; its kind does not.
      const kind = thrown instanceof Error ? thrown.name : typeof thrown;
      throw new TouchlineError('map.failed', `The map of route ${route.id} threw an unexpected ${kind}.`);
    }
    if (!isReactionResult(result))
      throw new TouchlineError(
        'map.failed',
        `The map of route ${route.id} must return call.…(), a list of them, or skip(reason).`,
      );
    if (isSkip(result)) return result;
    const calls = Array.isArray(result) ? (result as readonly ActionCall[]) : [result as ActionCall];
    for (const { action } of calls)
      if (!Object.hasOwn(connector.actions, action))
        throw new TouchlineError(
          'action.unknown',
          `Route ${route.id} calls ${action}, which ${route.to} does not have.`,
        );
    return calls.length === 0 ? { skip: 'no calls' } : calls;
  };
};

const filtered: Skip = { skip: 'filter' };

const isReactionResult = (value: unknown): value is ReactionResult => {
  if (Array.isArray(value)) return value.every((item) => isReactionResult(item) && 'action' in item);
  if (typeof value !== 'object' || value === null) return false;
  return (
    ('action' in value && typeof value.action === 'string') ||
    ('skip' in value && typeof value.skip === 'string')
  );
};
