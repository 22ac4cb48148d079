import { z } from 'zod';
import { TouchlineError } from '../errors/touchline-error.ts';
import { issuesOf, sentenceOf } from '../errors/zod-issues.ts';
import { defineEvent } from '../event/define-event.ts';
import type { EventDefinition, EventMap, EventSpec } from '../event/envelope.ts';
import { createCatalogue, type EventCatalogue } from '../event/event-catalogue.ts';
import { assertStorable } from '../event/json-schema.ts';
import { type TouchpointEvents, touchpointCatalogue, touchpointEvents } from '../events/index.ts';
import { connectorDefiner, type DefineConnector } from './define-connector.ts';

/** An event of your own: its schema, or its schema with a title, a description, an example and versions. */
export type CustomEvent = z.ZodType | Omit<EventSpec<string, z.ZodType>, 'type'>;

/** The event map of custom events. */
export type EventsOf<Custom extends Record<string, CustomEvent>> = {
  [Type in keyof Custom & string]: Custom[Type] extends z.ZodType
    ? z.output<Custom[Type]>
    : Custom[Type] extends { data: infer Data extends z.ZodType }
      ? z.output<Data>
      : never;
};

/** Everything that knows a set of event types. */
export interface Kit<Events extends EventMap> {
  readonly catalogue: EventCatalogue<Events>;
  readonly defineConnector: DefineConnector<Events>;
}

/**
 * A kit that knows Touchline's events and yours: `createKit({ 'acme.plan.paused': z.object({ … }) })`. No global
 * augmentation is needed, and two kits can live in one process.
 *
 * @throws TouchlineError `event.invalid` when a type is misspelt or taken already, when its example does not parse, or
 *   when its schema holds what does not come back from JSON as it was: a Date, a bigint, a transform.
 */
export const createKit = <const Custom extends Record<string, CustomEvent>>(
  custom: Custom,
): Kit<TouchpointEvents & EventsOf<Custom>> => {
  if (typeof custom !== 'object' || custom === null)
    throw new TouchlineError('event.invalid', 'createKit takes an object: a schema for each event type.');
  const definitions = Object.entries(custom).map(([type, spec]) => defineCustom(type, spec));
  const catalogue = createCatalogue<TouchpointEvents & EventsOf<Custom>>([
    ...touchpointEvents,
    ...definitions,
  ]);
  return { catalogue, defineConnector: connectorDefiner(catalogue) };
};

/** The kit of Touchline's own events. */
export const touchpointKit: Kit<TouchpointEvents> = {
  catalogue: touchpointCatalogue,
  defineConnector: connectorDefiner(touchpointCatalogue),
};

/** {@link DefineConnector} over Touchline's own events. For events of your own use {@link createKit}. */
export const defineConnector: DefineConnector<TouchpointEvents> = touchpointKit.defineConnector;

const defineCustom = (type: string, spec: CustomEvent): EventDefinition => {
  const definition: EventDefinition =
    spec instanceof z.ZodType
      ? defineEvent({ type, title: type, description: '', data: spec })
      : defineEvent({ ...spec, type });
  assertStorable(definition);
  const { data, example } = definition;
  const parsed = example === undefined ? undefined : data.safeParse(example);
  if (parsed?.success === false)
    throw new TouchlineError(
      'event.invalid',
      `The example of event "${type}" is invalid: ${sentenceOf(issuesOf(parsed.error))}.`,
    );
  return definition;
};
