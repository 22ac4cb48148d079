import { describe, expect, test } from 'vitest';
import { contractDrift } from './contract-drift.ts';
import type { Exchange } from './exchange.ts';
import { call, exchanged, parcelsApi, withForm, withJson } from './fixtures/parcels-api.ts';

type Api = typeof parcelsApi;

/** What is told of a document in which something was changed. */
const drifted = async (exchange: Exchange, change: (document: Api) => void) => {
  const document = structuredClone(parcelsApi);
  change(document);
  return contractDrift([exchange], { before: { document: parcelsApi }, after: { document } });
};
const changesOf = async (exchange: Exchange, change: (document: Api) => void) =>
  (await drifted(exchange, change)).operations.flatMap(({ changes }) => changes);

const parcel = { weight: 2.5, size: 'small', to: { kind: 'box', number: 7 } };
const create = exchanged(call('POST', '/parcels', withJson(parcel)), 201, { ...parcel, id: 'p1' });
const list = exchanged(call('GET', '/parcels?customer=c&limit=5'), 200, []);
const schema = (document: Api): { required: string[]; properties: Record<string, unknown> } =>
  document.components.schemas.NewParcel as never;

describe('a newer document', () => {
  test('that says the same tells nothing', async () => {
    expect(await drifted(create, () => {})).toEqual({ operations: [], compared: 1 });
  });

  test('that changes what is not used tells nothing', async () => {
    const changes = await changesOf(create, (document) => {
      document.paths['/labels'].post.requestBody.required = false;
      delete schema(document).properties.note;
      Object.assign(document.components.schemas.Street, { required: ['kind', 'street', 'country'] });
    });
    expect(changes).toEqual([]);
  });

  test.each<[string, (document: Api) => void, string]>([
    [
      'a field that must be sent now',
      (document) => {
        schema(document).required.push('sender');
        schema(document).properties.sender = { type: 'string' };
      },
      'The body /sender is required now.',
    ],
    [
      'a field that is gone',
      (document) => {
        delete schema(document).properties.size;
      },
      'The body /size is gone.',
    ],
    [
      'another type',
      (document) => {
        schema(document).properties.weight = { type: 'string' };
      },
      'The body /weight was number and is string.',
    ],
    [
      'a value that is no longer taken',
      (document) => {
        schema(document).properties.size = { type: 'string', enum: ['large', 'huge'] };
      },
      'The body /size no longer takes small.',
    ],
    [
      'a value that may come',
      (document) => {
        schema(document).properties.size = { type: 'string', enum: ['small', 'large', 'huge'] };
      },
      'The answer /size may also be huge now.',
    ],
    [
      'a change further down',
      (document) => {
        Object.assign(document.components.schemas.Locker.properties, { number: { type: 'string' } });
      },
      'The body /to/number was integer and is string.',
    ],
    [
      'a field that may be missing',
      (document) => {
        Object.assign(document.components.schemas.Parcel, { required: [] });
      },
      'The answer /id may be missing now.',
    ],
    [
      'other credentials',
      (document) => {
        Object.assign(document.components.securitySchemes.token, {
          type: 'apiKey',
          in: 'header',
          name: 'X-Key',
        });
      },
      'It asks for other credentials: header x-key, not header authorization bearer.',
    ],
    [
      'an answer that is gone',
      (document) => {
        Object.assign(document.paths['/parcels'].post, { responses: { 202: {} } });
      },
      'The answer 201 is gone.',
    ],
  ])('tells of %s', async (_, change, sentence) => {
    expect(await changesOf(create, change)).toContain(sentence);
  });

  test('tells of parameters', async () => {
    const changes = await changesOf(list, (document) => {
      const { get } = document.paths['/parcels'];
      get.parameters = [
        { name: 'limit', in: 'query', schema: { type: 'string' } },
        { name: 'region', in: 'query', required: true, schema: { type: 'string' } },
      ] as never;
    });
    expect(changes).toEqual([
      'The query region is required now.',
      'The query limit was integer and is string.',
      'The query customer is gone.',
    ]);
  });

  test('tells of an operation that is gone, and of another media type', async () => {
    expect(
      await changesOf(list, (document) => Object.assign(document.paths['/parcels'], { get: undefined })),
    ).toEqual(['The operation is gone.']);
    const refund = exchanged(call('POST', '/refunds', withForm('amount=1')));
    const changes = await changesOf(refund, (document) => {
      Object.assign(document.paths['/refunds'].post.requestBody, { content: { 'application/json': {} } });
    });
    expect(changes).toEqual(['The media type application/x-www-form-urlencoded of the body is gone.']);
  });

  test('tells in what the requests of today would violate it', async () => {
    const { operations } = await drifted(create, (document) => {
      schema(document).required.push('sender');
      schema(document).properties.sender = { type: 'string' };
    });
    expect(operations[0]?.violations).toEqual(["body must have required property 'sender'"]);
  });
});
