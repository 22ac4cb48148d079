import type { PreparedRequest } from '@touchline/core';
import { describe, expect, test } from 'vitest';
import { checkExchanges } from './check-exchanges.ts';
import { exchanged, withForm, withJson } from './fixtures/parcels-api.ts';

const violationsOf = async (document: object, request: PreparedRequest) => {
  const report = await checkExchanges([exchanged(request)], { documents: { document } });
  return report.operations.flatMap(({ violations }) => violations);
};
const request = (
  path: string,
  body: { headers: Record<string, string>; body: Uint8Array },
  headers: Record<string, string> = {},
): PreparedRequest => ({
  method: 'POST',
  url: `https://chat.example/api${path}`,
  headers: { authorization: 'Bearer x', ...body.headers, ...headers },
  body: body.body,
});

describe('a Swagger 2.0 document', () => {
  const document = {
    swagger: '2.0',
    host: 'chat.example',
    basePath: '/api',
    schemes: ['https'],
    consumes: ['application/json'],
    securityDefinitions: { oauth: { type: 'oauth2' } },
    security: [{ oauth: [] }],
    paths: {
      '/post': {
        post: {
          consumes: ['application/x-www-form-urlencoded', 'application/json'],
          parameters: [
            { in: 'formData', name: 'channel', type: 'string', required: true },
            { in: 'formData', name: 'pinned', type: 'boolean' },
            {
              in: 'query',
              name: 'ids',
              type: 'array',
              items: { type: 'integer' },
              collectionFormat: 'multi',
            },
          ],
          responses: { 200: { schema: { type: 'object' } } },
        },
      },
      '/send': {
        post: {
          parameters: [
            { in: 'body', name: 'body', required: true, schema: { $ref: '#/definitions/Message' } },
          ],
          responses: { default: {} },
        },
      },
    },
    definitions: {
      Message: {
        type: 'object',
        required: ['text'],
        properties: {
          text: { type: 'string', 'x-nullable': true },
          rank: { type: 'integer', maximum: 5, exclusiveMaximum: true },
        },
      },
    },
  };

  test('is understood: forms, JSON of the same fields, bodies, repeated parameters', async () => {
    expect(
      await violationsOf(document, request('/post?ids=1&ids=2', withForm('channel=C1&pinned=true'))),
    ).toEqual([]);
    expect(await violationsOf(document, request('/post', withJson({ channel: 'C1', pinned: true })))).toEqual(
      [],
    );
    expect(await violationsOf(document, request('/send', withJson({ text: null, rank: 4 })))).toEqual([]);
  });

  test.each([
    [request('/post?ids=1&ids=x', withForm('channel=C1')), 'query ids/1 must be integer'],
    [request('/post', withForm('pinned=yes&channel=C1')), 'body /pinned must be boolean'],
    [request('/post', withJson({ pinned: true })), "body must have required property 'channel'"],
    [request('/send', withJson({ text: 7 })), 'body /text must be string,null'],
    [request('/send', withJson({ text: 'x', rank: 5 })), 'body /rank must be < 5'],
    [
      request('/send', withJson({ text: 'x' }), { authorization: 'Basic eDp5' }),
      'security is missing: the operation asks for oauth',
    ],
  ])('is violated: %#', async (broken, violation) => {
    expect(await violationsOf(document, broken)).toEqual([violation]);
  });
});

describe('an OpenAPI 3.1 document', () => {
  const document = {
    openapi: '3.1.0',
    servers: [{ url: 'https://{region}.example/api', variables: { region: { default: 'eu' } } }],
    paths: {
      '/send': {
        post: {
          requestBody: {
            content: { 'application/*': { schema: { $ref: '#/components/schemas/Message' } } },
          },
          responses: { 200: {} },
        },
      },
    },
    components: {
      schemas: {
        Text: { type: ['string', 'null'] },
        Message: {
          type: 'object',
          properties: {
            text: { $ref: '#/components/schemas/Text', minLength: 2 },
            rank: { type: 'integer', exclusiveMaximum: 5 },
            kind: { const: 'note' },
            tuple: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false },
          },
        },
      },
    },
  };

  test('is understood: types as lists, what stands beside a reference, const, tuples, servers with variables', async () => {
    const good = { text: null, rank: 4, kind: 'note', tuple: ['a', 1] };
    expect(await violationsOf(document, request('/send', withJson(good)))).toEqual([]);
  });

  test.each([
    [{ text: 'x' }, 'body /text must NOT have fewer than 2 characters'],
    [{ rank: 5 }, 'body /rank must be < 5'],
    [{ kind: 'mail' }, 'body /kind must be equal to constant'],
    [{ tuple: ['a', 'b'] }, 'body /tuple/1 must be integer'],
    [{ other: 1 }, 'body /other is not in the document'],
  ])('is violated: %j', async (value, violation) => {
    expect(await violationsOf(document, request('/send', withJson(value)))).toEqual([violation]);
  });
});
