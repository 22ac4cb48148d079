import { defineAction, defineConnector, jsonValue, touchpointEvents } from '@touchline/core';
import type { OperationObject, PathItemObject } from 'openapi3-ts/oas31';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { documentText } from './document/document-text.ts';
import { readParcel, shopApi, shopKit } from './fixtures/shop-api.ts';
import { openApiDocument } from './openapi-document.ts';

const customEvents = [shopKit.catalogue.definition('parcel.handed_over')];
const document = openApiDocument({ ...shopApi, events: customEvents });
const schemas = document.components?.schemas ?? {};

const operation = (path: string, method: keyof PathItemObject): OperationObject =>
  document.paths?.[path]?.[method] as OperationObject;

describe('an action of a connector', () => {
  const { operationId, security, requestBody, responses, description } = operation(
    '/v1/connectors/carrier/actions/sendParcel',
    'post',
  );

  it('is an operation, named after the connector and the action', () => {
    expect(operationId).toBe('carrierSendParcel');
    expect(security).toEqual([{ apiKey: ['actions:run'] }]);
    expect(description).toContain('Repeating it with the same Idempotency-Key changes nothing.');
  });

  it('takes what its contract takes, with the example', () => {
    expect(requestBody).toEqual({
      required: true,
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/SendParcelInput' },
          example: { parcel: { to: '12 Analytical Lane', content: { kind: 'letter', pages: 2 } } },
        },
      },
    });
    expect(schemas.SendParcelInput).toMatchObject({
      additionalProperties: false,
      required: ['parcel'],
      properties: { note: { 'x-pii': 'free_text' } },
    });
  });

  it('answers with its output, or with what it would have sent', () => {
    expect(responses?.['200'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/SendParcelResult',
    });
    expect(schemas.SendParcelResult).toMatchObject({
      discriminator: {
        propertyName: 'status',
        mapping: {
          done: '#/components/schemas/SendParcelResultDone',
          planned: '#/components/schemas/SendParcelResultPlanned',
        },
      },
    });
  });

  it('has a description of its own where two contracts have one name', () => {
    const other = defineAction({
      name: 'sendParcel',
      title: 'Send a parcel',
      description: 'Another one.',
      input: z.strictObject({ to: z.string() }),
      output: z.object({}),
      effect: 'write',
      idempotent: 'no',
    });
    const rival = defineConnector({
      id: 'rival',
      title: 'Rival',
      category: 'crm',
      specVersion: 1,
      config: z.object({}),
      actions: (implement) => ({ sendParcel: implement(other, async () => ({})) }),
    });
    const connectors = { ...shopApi.connectors, rival: rival({}) };
    const names = Object.keys(openApiDocument({ ...shopApi, connectors }).components?.schemas ?? {});
    expect(names).toEqual(expect.arrayContaining(['AcmeCarrierSendParcelInput', 'RivalSendParcelInput']));
  });

  it('is named after the connector that is registered twice only once', () => {
    const connectors = { carrier: shopApi.connectors.carrier, 'carrier-emea': shopApi.connectors.carrier };
    const twice = openApiDocument({ ...shopApi, connectors });
    expect(Object.keys(twice.paths ?? {}).filter((path) => path.includes('actions'))).toEqual([
      '/v1/connectors/carrier/actions/sendParcel',
      '/v1/connectors/carrier-emea/actions/sendParcel',
    ]);
    expect(twice.components?.schemas).toHaveProperty('SendParcelInput');
  });
});

describe('an event type', () => {
  it('is a component: an envelope around its data, with an example', () => {
    expect(schemas.ParcelHandedOverEvent).toEqual({
      title: 'Parcel handed over',
      description: 'The carrier has it.',
      allOf: [
        { $ref: '#/components/schemas/EventAttributes' },
        {
          type: 'object',
          properties: {
            type: { type: 'string', const: 'parcel.handed_over' },
            dataschema: { type: 'string', const: 'urn:touchline:event:parcel.handed_over:1' },
            data: { $ref: '#/components/schemas/ParcelHandedOverOutput' },
          },
          required: ['type', 'data'],
        },
      ],
      examples: [expect.objectContaining({ type: 'parcel.handed_over' })],
    });
  });

  it('is a webhook that is sent signed', () => {
    const webhook = document.webhooks?.['parcel.handed_over']?.post;
    expect(webhook?.operationId).toBe('onParcelHandedOver');
    expect(webhook?.requestBody).toMatchObject({
      content: {
        'application/cloudevents+json': { schema: { $ref: '#/components/schemas/ParcelHandedOverEvent' } },
      },
    });
  });

  it('can be published as a draft of which only type and data must be there', () => {
    expect(operation('/v1/events', 'post').requestBody).toMatchObject({
      content: { 'application/json': { schema: { $ref: '#/components/schemas/EventDraft' } } },
    });
    expect(schemas.EventDraft).toMatchObject({
      discriminator: {
        propertyName: 'type',
        mapping: { 'parcel.handed_over': '#/components/schemas/ParcelHandedOverDraft' },
      },
    });
    expect(schemas.EventDraftAttributes).toMatchObject({ required: ['type', 'data'] });
  });
});

describe('a schema', () => {
  it('whose two sides differ becomes two components', () => {
    expect(schemas.Parcel).toMatchObject({ required: ['to', 'content'] });
    expect(schemas.ParcelOutput).toMatchObject({ required: ['weightGrams', 'to', 'content'] });
    expect(schemas.ParcelHandedOver).toMatchObject({
      properties: { parcel: { $ref: '#/components/schemas/Parcel' } },
    });
    expect(schemas.ParcelHandedOverOutput).toMatchObject({
      properties: { parcel: { $ref: '#/components/schemas/ParcelOutput' } },
    });
  });

  it('that is the same on both sides becomes one', () => {
    expect(schemas).toHaveProperty('Money');
    expect(schemas).not.toHaveProperty('MoneyOutput');
  });

  it('leaves answers open to additions, and strict input closed', () => {
    expect(schemas.ParcelOutput).not.toHaveProperty('additionalProperties');
    expect(schemas.SendParcelInput).toHaveProperty('additionalProperties', false);
  });

  it('of anything that JSON can hold is any value, and holds itself no more', () => {
    const bag = z.object({ ours: jsonValue, zods: z.json() });
    const content = { 'application/json': { schema: { name: 'Bag', schema: bag } } };
    const responses = { 200: { description: 'A bag.', content } };
    const { components } = openApiDocument({
      ...shopApi,
      events: [],
      endpoints: [{ ...readParcel, responses }],
    });
    expect(components?.schemas?.JsonValue).toEqual({ description: 'Anything that JSON can hold.' });
    expect(JSON.stringify(components?.schemas)).not.toContain('"anyOf"');
  });

  it('that JSON cannot hold is refused by name', () => {
    const content = {
      'application/json': { schema: { name: 'Moment', schema: z.object({ at: z.date() }) } },
    };
    const responses = { 200: { description: 'Now.', content } };
    expect(() => openApiDocument({ ...shopApi, endpoints: [{ ...readParcel, responses }] })).toThrow(
      'Schema Moment cannot be described as JSON Schema; use what JSON can hold, and no transforms.',
    );
  });

  it('cannot have the name of another one', () => {
    const content = {
      'application/json': { schema: { name: 'Money', schema: z.object({ coins: z.int() }) } },
    };
    const responses = { 200: { description: 'Coins.', content } };
    expect(() => openApiDocument({ ...shopApi, endpoints: [{ ...readParcel, responses }] })).toThrow(
      'Two different schemas are to be described under the name Money.',
    );
  });
});

describe('an endpoint', () => {
  it('describes its parameters, and who may call it', () => {
    expect(operation('/v1/parcels/{parcelId}', 'get')).toMatchObject({
      parameters: [
        { name: 'parcelId', in: 'path', required: true, description: 'The id of the parcel.' },
        { name: 'limit', in: 'query', schema: { default: 20, minimum: 1, maximum: 100 } },
      ],
      security: [{ apiKey: ['parcels:read'] }],
    });
  });

  it('answers its errors as problem documents, by the status of the error table', () => {
    const { responses } = operation('/v1/parcels/{parcelId}', 'get');
    expect(responses?.['404']).toEqual({ $ref: '#/components/responses/Problem404' });
    expect(document.components?.responses?.Problem404).toMatchObject({
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    });
  });

  it('without a scope is open', () => {
    const { scope: _, ...open } = readParcel;
    const { paths } = openApiDocument({ ...shopApi, endpoints: [open] });
    expect(paths?.['/v1/parcels/{parcelId}']?.get?.security).toEqual([]);
  });

  it('cannot be described twice, nor take another one’s name', () => {
    expect(() => openApiDocument({ ...shopApi, endpoints: [readParcel, readParcel] })).toThrow(
      'Two endpoints are described as readParcel; name one of them otherwise.',
    );
    const twin = { ...readParcel, operationId: 'readTwin', path: '/v1/parcels/{id}' };
    expect(() => openApiDocument({ ...shopApi, endpoints: [readParcel, twin] })).toThrow(
      'Two endpoints are described as get /v1/parcels/{}; name one of them otherwise.',
    );
  });
});

describe('the document', () => {
  it('is the same to the byte, whenever it is made', () => {
    const once = documentText(openApiDocument({ ...shopApi, events: touchpointEvents }));
    expect(documentText(openApiDocument({ ...shopApi, events: touchpointEvents }))).toBe(once);
  });

  it('refers to nothing that it does not hold', () => {
    const text = documentText(openApiDocument(shopApi));
    const held = new Set(Object.keys(openApiDocument(shopApi).components?.schemas ?? {}));
    const named = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name as string);
    expect(named.filter((name) => !held.has(name))).toEqual([]);
    expect(text).not.toContain('provisional');
    expect(text).not.toContain('$defs');
  });
});
