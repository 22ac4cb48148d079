import { describe, expect, it } from 'vitest';
import { httpTransport } from '../asyncapi/transport.ts';
import { asyncApiDocument } from '../asyncapi-document.ts';
import { shopApi, shopKit } from '../fixtures/shop-api.ts';
import { openApiDocument } from '../openapi-document.ts';
import { breakingChanges } from './breaking-changes.ts';

// biome-ignore lint/suspicious/noExplicitAny: documents are changed by hand here, anywhere.
type Document = any;
type Change = (document: Document) => void;

const events = [shopKit.catalogue.definition('parcel.handed_over')];
const make = (): Document => structuredClone(openApiDocument({ ...shopApi, events }));
const makeAsync = (): Document =>
  structuredClone(
    asyncApiDocument({
      info: { title: 'Shop', version: '1.0.0' },
      events,
      transport: httpTransport({ url: 'https://api.acme.test/shop' }),
    }),
  );

const readParcel = (document: Document) => document.paths['/v1/parcels/{parcelId}'].get;
const sendParcel = (document: Document) => document.paths['/v1/connectors/carrier/actions/sendParcel'].post;
const schema = (document: Document, name: string) => document.components.schemas[name];

describe('a change breaks clients', () => {
  it.each<[string, Change, readonly string[]]>([
    [
      'an endpoint goes',
      (document) => delete document.paths['/v1/parcels/{parcelId}'],
      ['GET /v1/parcels/{parcelId} is gone.'],
    ],
    [
      'an endpoint moves',
      (document) => {
        document.paths['/v2/parcels/{parcelId}'] = document.paths['/v1/parcels/{parcelId}'];
        delete document.paths['/v1/parcels/{parcelId}'];
      },
      ['GET /v1/parcels/{parcelId} is gone.'],
    ],
    [
      'an operation is renamed',
      (document) => (readParcel(document).operationId = 'getParcel'),
      [
        'GET /v1/parcels/{parcelId} has the operationId getParcel now, after which clients name their functions.',
      ],
    ],
    [
      'a parameter goes',
      (document) => readParcel(document).parameters.pop(),
      ['GET /v1/parcels/{parcelId}: the query parameter `limit` is not taken any more.'],
    ],
    [
      'a parameter becomes required',
      (document) => (readParcel(document).parameters[1].required = true),
      ['GET /v1/parcels/{parcelId}: the query parameter `limit` must be there now.'],
    ],
    [
      'a required parameter comes',
      (document) =>
        readParcel(document).parameters.push({
          name: 'region',
          in: 'query',
          required: true,
          schema: { type: 'string' },
        }),
      ['GET /v1/parcels/{parcelId}: the query parameter `region` must be there now.'],
    ],
    [
      'a parameter takes less',
      (document) => (readParcel(document).parameters[1].schema.maximum = 50),
      ['GET /v1/parcels/{parcelId}: the query parameter `limit` has maximum 50 now.'],
    ],
    [
      'a scope is asked for',
      (document) => (readParcel(document).security = [{ apiKey: ['parcels:read', 'parcels:admin'] }]),
      ['GET /v1/parcels/{parcelId} is not opened by apiKey, apiKey with parcels:read any more.'],
    ],
    [
      'a member of the body becomes required',
      (document) => schema(document, 'SendParcelInput').required.push('note'),
      ['POST /v1/connectors/carrier/actions/sendParcel: the body: `note` must be there now.'],
    ],
    [
      'a member of the body goes',
      (document) => delete schema(document, 'SendParcelInput').properties.note,
      ['POST /v1/connectors/carrier/actions/sendParcel: the body: `note` is not taken any more.'],
    ],
    [
      'a text in the body must be shorter',
      (document) => (schema(document, 'SendParcelInput').properties.note.maxLength = 20),
      ['POST /v1/connectors/carrier/actions/sendParcel: the body: `note` has maxLength 20 now.'],
    ],
    [
      'a text in the body must fit a pattern',
      (document) => (schema(document, 'SendParcelInput').properties.note.pattern = '^[a-z]+$'),
      ['POST /v1/connectors/carrier/actions/sendParcel: the body: `note` must fit pattern ^[a-z]+$ now.'],
    ],
    [
      'a member of the body changes its type',
      (document) => (schema(document, 'SendParcelInput').properties.note.type = 'integer'),
      ['POST /v1/connectors/carrier/actions/sendParcel: the body: `note` does not take string any more.'],
    ],
    [
      'a media type is not taken any more',
      (document) => (sendParcel(document).requestBody.content = { 'text/plain': {} }),
      ['POST /v1/connectors/carrier/actions/sendParcel does not take application/json any more.'],
    ],
    [
      'an answer goes',
      (document) => {
        readParcel(document).responses['202'] = readParcel(document).responses['200'];
        delete readParcel(document).responses['200'];
      },
      ['GET /v1/parcels/{parcelId}: the answer 200 is gone.'],
    ],
    [
      'a member of an answer goes',
      (document) => {
        delete schema(document, 'ParcelOutput').properties.weightGrams;
        schema(document, 'ParcelOutput').required = ['to', 'content'];
      },
      [
        'POST /v1/events: the answer 201: `event`: `data`: `parcel`: `weightGrams` is not sent any more.',
        'GET /v1/parcels/{parcelId}: the answer 200: `weightGrams` is not sent any more.',
        'POST /v1/connectors/carrier/actions/sendParcel: the answer 200: `output`: `parcel`: `weightGrams` is not sent any more.',
        'Webhook parcel.handed_over: `data`: `parcel`: `weightGrams` is not sent any more.',
      ],
    ],
    [
      'a member of an answer may be absent',
      (document) => (schema(document, 'SendParcelResultDone').properties.output.required = ['parcel']),
      [
        'POST /v1/connectors/carrier/actions/sendParcel: the answer 200: `output`: `parcelId` may be absent now.',
      ],
    ],
    [
      'a member of an answer may be null',
      (document) =>
        (schema(document, 'SendParcelResultDone').properties.output.properties.parcelId.type = [
          'string',
          'null',
        ]),
      [
        'POST /v1/connectors/carrier/actions/sendParcel: the answer 200: `output`: `parcelId` may be null now.',
      ],
    ],
    [
      'a webhook is not sent any more',
      (document) => delete document.webhooks['parcel.handed_over'],
      ['Webhook parcel.handed_over is not sent any more.'],
    ],
    [
      'an event type can no longer be published',
      (document) => {
        document.components.schemas.EventDraft = {
          oneOf: [{ $ref: '#/components/schemas/Money' }],
        };
      },
      ['POST /v1/events: the body does not take "parcel.handed_over" any more.'],
    ],
  ])('%s', (_name, change, expected) => {
    const after = make();
    change(after);
    expect(breakingChanges(make(), after)).toEqual(expected);
  });
});

describe('a change breaks nobody', () => {
  it.each<[string, Change]>([
    ['nothing changes', () => {}],
    ['an endpoint comes', (document) => (document.paths['/v1/pallets'] = document.paths['/v1/events'])],
    [
      'an optional parameter comes',
      (document) => readParcel(document).parameters.push({ name: 'region', in: 'query', schema: {} }),
    ],
    ['a parameter takes more', (document) => (readParcel(document).parameters[1].schema.maximum = 500)],
    [
      'an optional member of the body comes',
      (document) => (schema(document, 'SendParcelInput').properties.reference = { type: 'string' }),
    ],
    [
      'a text in the body may be longer',
      (document) => (schema(document, 'SendParcelInput').properties.note.maxLength = 500),
    ],
    [
      'a member of the body becomes optional',
      (document) => (schema(document, 'SendParcelInput').required = []),
    ],
    [
      'a member of an answer comes',
      (document) => (schema(document, 'ParcelOutput').properties.postmark = { type: 'string' }),
    ],
    ['an error comes', (document) => (readParcel(document).responses['418'] = { description: 'A teapot.' })],
    [
      'an event type comes',
      (document) => (document.webhooks['parcel.lost'] = document.webhooks['parcel.handed_over']),
    ],
    [
      'an event type comes to those that are read',
      (document) => {
        document.components.schemas.ParcelLostEvent = {
          type: 'object',
          properties: { type: { const: 'parcel.lost' } },
          required: ['type'],
        };
        schema(document, 'Event').oneOf.push({ $ref: '#/components/schemas/ParcelLostEvent' });
      },
    ],
    ['words change', (document) => (readParcel(document).description = 'Reads.')],
    ['an endpoint opens to everybody', (document) => (readParcel(document).security = [])],
    [
      'a parameter in the path is called otherwise',
      (document) => {
        document.paths['/v1/parcels/{id}'] = document.paths['/v1/parcels/{parcelId}'];
        document.paths['/v1/parcels/{id}'].get.parameters[0].name = 'id';
        delete document.paths['/v1/parcels/{parcelId}'];
      },
    ],
  ])('%s', (_name, change) => {
    const after = make();
    change(after);
    expect(breakingChanges(make(), after)).toEqual([]);
  });
});

describe('of events in an AsyncAPI document', () => {
  it.each<[string, Change, readonly string[]]>([
    [
      'a channel goes',
      (document) => delete document.channels.ParcelHandedOver,
      ['Channel ParcelHandedOver is gone.'],
    ],
    [
      'a channel moves',
      (document) => (document.channels.ParcelHandedOver.address = 'parcels'),
      ['Channel ParcelHandedOver has the address parcels now.'],
    ],
    [
      'an operation goes',
      (document) => delete document.operations.onParcelHandedOver,
      ['Operation onParcelHandedOver is gone.'],
    ],
    [
      'a member of the data goes',
      (document) => delete schema(document, 'ParcelHandedOver').properties.parcelId,
      ['Channel ParcelHandedOver: message ParcelHandedOver: `data`: `parcelId` is not sent any more.'],
    ],
    [
      'a member of the data comes',
      (document) => (schema(document, 'ParcelHandedOver').properties.gate = {}),
      [],
    ],
    ['a server goes', (document) => delete document.servers.api, ['Server api is gone.']],
    [
      'a server moves',
      (document) => {
        document.servers.api.host = 'api.acme.example';
        delete document.servers.api.pathname;
      },
      ['Server api has the host api.acme.example now.', 'Server api has the pathname / now.'],
    ],
    [
      'a server comes',
      (document) => (document.servers.other = { host: 'other.acme.test', protocol: 'https' }),
      [],
    ],
    [
      'a binding goes',
      (document) => delete document.operations.onParcelHandedOver.bindings,
      ['Operation onParcelHandedOver is not bound to http any more.'],
    ],
    [
      'a binding changes',
      (document) => (document.operations.onParcelHandedOver.bindings.http.method = 'POST'),
      ['Operation onParcelHandedOver has another `method` in its binding to http now.'],
    ],
    [
      'the version of a binding changes',
      (document) => (document.operations.onParcelHandedOver.bindings.http.bindingVersion = '0.4.0'),
      [],
    ],
    [
      'events are written otherwise',
      (document) => (document.components.messages.ParcelHandedOver.contentType = 'application/xml'),
      ['Channel ParcelHandedOver: message ParcelHandedOver has the content type application/xml now.'],
    ],
  ])('%s', (_name, change, expected) => {
    const after = makeAsync();
    change(after);
    expect(breakingChanges(makeAsync(), after)).toEqual(expected);
  });
});

it('compares only documents of the same kind', () => {
  expect(() => breakingChanges(make(), makeAsync())).toThrow(TypeError);
  expect(() => breakingChanges({}, {})).toThrow('Both documents must be OpenAPI documents');
});

it('comes to an end where a schema holds itself, by a reference or by what it is put together of', () => {
  const withTree = (leaf: string) => {
    const document = makeAsync();
    const children = { type: 'array', items: { allOf: [{ $ref: '#/components/schemas/Tree' }] } };
    document.components.schemas.Tree = { type: 'object', properties: { leaf: { type: leaf }, children } };
    schema(document, 'ParcelHandedOver').properties.tree = { $ref: '#/components/schemas/Tree' };
    return document;
  };
  expect(breakingChanges(withTree('string'), withTree('string'))).toEqual([]);
  expect(breakingChanges(withTree('string'), withTree('number'))).toContain(
    'Channel ParcelHandedOver: message ParcelHandedOver: `data`: `tree`: `leaf` may be number now.',
  );
});

it('takes a choice that becomes anything for no loss to those who send it', () => {
  const sending = (content: object) => {
    const document = make();
    schema(document, 'Parcel').properties.content = content;
    return document;
  };
  const choice = sending({ anyOf: [{ type: 'string' }, { type: 'number' }] });
  expect(breakingChanges(choice, sending({ description: 'Anything.' }))).toEqual([]);
  expect(breakingChanges(choice, sending({ type: 'string' }))).not.toEqual([]);
});
