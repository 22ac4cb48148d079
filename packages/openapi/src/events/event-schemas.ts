import { dataschemaOf, type EventDefinition, type JsonSchema } from '@touchline/core';
import { z } from 'zod';
import { inOrder } from '../document/plain-object.ts';
import { pascalCase } from '../schema/component-name.ts';
import type { ComponentSchemas, SchemaReference } from '../schema/component-schemas.ts';

/**
 * Any event, as a part of an endpoint's schema: in the document it is the component `Event`, a choice of all the types that
 * the document knows. It lets every object through; an event is read by the catalogue.
 */
export const anyEvent = z.record(z.string(), z.unknown()).meta({ id: 'Event' });

/** Any event before it is published, likewise: the component `EventDraft`. Only `type` and `data` must be there. */
export const anyEventDraft = z.record(z.string(), z.unknown()).meta({ id: 'EventDraft' });

/** The name of the component of one type's events: `PaymentSucceededEvent`; that of its data is `PaymentSucceeded`. */
export const eventComponentName = (type: string): string => `${pascalCase(type)}Event`;

/** Adds the data and the events of each type to the components. @returns references to the events, by type. */
export const addEvents = (
  events: readonly EventDefinition[],
  schemas: ComponentSchemas,
): ReadonlyMap<string, SchemaReference> =>
  events.length === 0 ? new Map() : addEach(events, 'Event', eventAttributes, eventSchema, schemas);

/** Adds `Event`, the choice of all events. */
export const addAnyEvent = (
  references: ReadonlyMap<string, SchemaReference>,
  schemas: ComponentSchemas,
): void => {
  const description = 'Any event. More types may come: pass over those that you do not know.';
  schemas.define('Event', choiceOf(references, description));
};

/** Adds the drafts of each type, and `EventDraft`, the choice of all. */
export const addDrafts = (events: readonly EventDefinition[], schemas: ComponentSchemas): void => {
  const drafts = addEach(events, 'Draft', eventDraftAttributes, draftSchema, schemas);
  schemas.define('EventDraft', choiceOf(drafts, 'Any event, before it is published.'));
};

const addEach = (
  events: readonly EventDefinition[],
  suffix: 'Event' | 'Draft',
  attributes: JsonSchema,
  schemaOf: (
    definition: EventDefinition,
    attributes: SchemaReference,
    schemas: ComponentSchemas,
  ) => JsonSchema,
  schemas: ComponentSchemas,
): ReadonlyMap<string, SchemaReference> => {
  const shared = schemas.define(suffix === 'Event' ? 'EventAttributes' : 'EventDraftAttributes', attributes);
  return new Map(
    events.map((definition) => [
      definition.type,
      schemas.define(`${pascalCase(definition.type)}${suffix}`, schemaOf(definition, shared, schemas)),
    ]),
  );
};

const eventSchema = (
  { type, title, description, data, version, example }: EventDefinition,
  attributes: SchemaReference,
  schemas: ComponentSchemas,
): JsonSchema => ({
  title,
  description,
  allOf: [
    attributes,
    {
      type: 'object',
      properties: {
        type: { type: 'string', const: type },
        dataschema: { type: 'string', const: dataschemaOf(type, version) },
        data: schemas.reference(pascalCase(type), data, 'output'),
      },
      required: ['type', 'data'],
    },
  ],
  ...(example !== undefined && { examples: [exampleOf(type, version, example)] }),
});

const draftSchema = (
  { type, title, data }: EventDefinition,
  attributes: SchemaReference,
  schemas: ComponentSchemas,
): JsonSchema => ({
  title: `${title}: draft`,
  allOf: [
    attributes,
    {
      type: 'object',
      properties: {
        type: { type: 'string', const: type },
        data: schemas.reference(pascalCase(type), data, 'input'),
      },
      required: ['type', 'data'],
    },
  ],
});

const exampleOf = (type: string, version: number, data: unknown): JsonSchema => ({
  specversion: '1.0',
  id: 'evt_1001',
  source: '/connectors/acme',
  type,
  time: '2026-11-21T09:30:00.000Z',
  datacontenttype: 'application/json',
  dataschema: dataschemaOf(type, version),
  data,
});

const choiceOf = (references: ReadonlyMap<string, SchemaReference>, description: string): JsonSchema => ({
  description,
  oneOf: [...references.values()],
  discriminator: {
    propertyName: 'type',
    mapping: inOrder(Object.fromEntries([...references].map(([type, { $ref }]) => [type, $ref]))),
  },
});

const text = (description: string): JsonSchema => ({
  type: 'string',
  minLength: 1,
  maxLength: 4_096,
  description,
});

/** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/cloudevents.json */
const attributes = {
  specversion: { type: 'string', const: '1.0' },
  id: {
    type: 'string',
    minLength: 1,
    maxLength: 1_024,
    description: 'With the source it identifies the event for ever: the pair is the dedupe key.',
  },
  source: {
    type: 'string',
    minLength: 1,
    maxLength: 1_024,
    description: 'Where it happened, a URI-reference: `/connectors/stripe/acct_1`.',
  },
  type: { type: 'string', minLength: 1, maxLength: 256, description: 'What happened: `payment.succeeded`.' },
  time: { type: 'string', format: 'date-time', description: 'When it happened: RFC 3339, UTC.' },
  subject: text("The vendor's id of the thing it happened to."),
  datacontenttype: { type: 'string', const: 'application/json' },
  dataschema: text('URI of the JSON Schema of `data`.'),
  data: {},
  partitionkey: text('Events of one key can be delivered in order.'),
  traceparent: text('W3C trace context.'),
  tracestate: text('W3C trace context.'),
  correlationid: text('Ties together all the events of one business transaction.'),
  causationid: text('`id` of the event that caused this one.'),
  causationdepth: {
    type: 'integer',
    minimum: 0,
    maximum: 1_000,
    description: 'How many events stand in the chain of causes before this one.',
  },
  origin: text('The ids of the connectors that the news came from, joined by commas.'),
  tenantid: text('The tenant it belongs to.'),
  sequence: text("The vendor's own number of the event within its partition."),
};

const eventAttributes: JsonSchema = {
  type: 'object',
  description:
    'The attributes of a CloudEvents 1.0 event in its JSON format. Further attributes are extensions: lower-case letters and digits.',
  properties: attributes,
  required: ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'data'],
};

const eventDraftAttributes: JsonSchema = {
  type: 'object',
  description:
    'The attributes of an event before it is published. Give it the id of the thing that happened, so that publishing it twice is one event; by default the id is random, the time is now, and the source is that of the server.',
  properties: attributes,
  required: ['type', 'data'],
};
