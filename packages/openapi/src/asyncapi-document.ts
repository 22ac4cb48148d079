import type { EventDefinition, JsonSchema } from '@touchline/core';
import { type AsyncApiServer, type EventTransport, embeddedTransport } from './asyncapi/transport.ts';
import { inOrder } from './document/plain-object.ts';
import { addEvents, eventComponentName } from './events/event-schemas.ts';
import { cloudEventMediaType } from './events/event-webhooks.ts';
import { pascalCase } from './schema/component-name.ts';
import { ComponentSchemas, type SchemaReference } from './schema/component-schemas.ts';

/** What an AsyncAPI document says of itself. */
export interface AsyncApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly license?: { readonly name: string; readonly url?: string };
  readonly contact?: { readonly name?: string; readonly url?: string; readonly email?: string };
}

/** What an AsyncAPI document is made of. */
export interface AsyncApiDocumentOptions {
  readonly info: AsyncApiInfo;
  readonly events: readonly EventDefinition[];
  /** How the events travel. Default: they stay in the process. */
  readonly transport?: EventTransport;
  /** An absolute URI that names the document. Default `urn:touchline:events`. */
  readonly id?: string;
}

/** An AsyncAPI 3.0 document, as plain data. */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly id: string;
  readonly info: AsyncApiInfo;
  readonly defaultContentType: string;
  readonly servers?: Readonly<Record<string, AsyncApiServer>>;
  readonly channels: Readonly<Record<string, JsonSchema>>;
  readonly operations: Readonly<Record<string, JsonSchema>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
}

/**
 * The AsyncAPI 3.0 document of the events: a channel, a message and an operation for each type. The same input gives the
 * same document, in the same order.
 *
 * @throws TouchlineError `config.invalid` when two different schemas would have the same name, or when one holds what JSON
 *   cannot.
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export const asyncApiDocument = ({
  info,
  events,
  transport = embeddedTransport,
  id = 'urn:touchline:events',
}: AsyncApiDocumentOptions): AsyncApiDocument => {
  const schemas = new ComponentSchemas('draft-07');
  const references = addEvents(events, schemas);
  const each = (part: (definition: EventDefinition) => JsonSchema): Record<string, JsonSchema> =>
    Object.fromEntries(events.map((definition) => [pascalCase(definition.type), part(definition)]));
  return {
    asyncapi: '3.0.0',
    id,
    info,
    defaultContentType: cloudEventMediaType,
    ...(transport.servers && { servers: transport.servers }),
    channels: each((definition) => channelOf(definition, transport)),
    operations: Object.fromEntries(
      events.map((definition) => [`on${pascalCase(definition.type)}`, operationOf(definition, transport)]),
    ),
    components: {
      messages: inOrder(
        each((definition) =>
          messageOf(
            definition,
            schemas.resolve(references.get(definition.type) as SchemaReference),
            transport,
          ),
        ),
      ),
      schemas: schemas.components(),
    },
  };
};

const channelOf = (
  { type, title, description }: EventDefinition,
  { addressOf, channelBindings }: EventTransport,
): JsonSchema => ({
  address: addressOf(type),
  title,
  description,
  messages: { [pascalCase(type)]: { $ref: `#/components/messages/${pascalCase(type)}` } },
  ...(channelBindings && { bindings: channelBindings }),
});

/** Seen from the application that the document describes, events are sent; whoever reads it receives them. */
const operationOf = (
  { type, title }: EventDefinition,
  { operationBindings }: EventTransport,
): JsonSchema => ({
  action: 'send',
  title,
  channel: { $ref: `#/channels/${pascalCase(type)}` },
  messages: [{ $ref: `#/channels/${pascalCase(type)}/messages/${pascalCase(type)}` }],
  ...(operationBindings && { bindings: operationBindings }),
});

const messageOf = (
  { type, title, description }: EventDefinition,
  payload: SchemaReference,
  { messageBindings }: EventTransport,
): JsonSchema => ({
  name: eventComponentName(type),
  title,
  summary: description,
  contentType: cloudEventMediaType,
  payload,
  ...(messageBindings && { bindings: messageBindings }),
});
