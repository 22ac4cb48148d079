import { problemMediaType, type RawResponse, type Send, systemClock } from '@touchline/core';
import { createApiKey, type Scope, scopes } from '@touchline/server';
import { afterAll, describe, expect, test } from 'vitest';
import { type DescribedOperation, type DescribedParameter, describedApi } from './described-api.ts';
import { distorted } from './distorted.ts';
import { referenceServer } from './reference-server.ts';

/**
 * What the document of the reference server allows, sent to every operation, those of every connector's actions among them, is never
 * answered by a failure of the server's own; what it forbids is always refused. The requests are made of the document, by a seed.
 */
const admin = createApiKey({ id: 'admin', scopes: Object.keys(scopes) as Scope[] });

/** What vendors answer, in turn. */
const vendorAnswers: readonly Pick<RawResponse, 'status' | 'body'>[] = (
  [
    [200, '{"id":"1"}'],
    [200, '{}'],
    [200, ''],
    [200, '[]'],
    [201, '{"id":1,"ok":true,"name":"projects/1","data":{"id":"1"}}'],
    [204, ''],
    [200, '<html>A proxy is proud of itself.</html>'],
    [400, '{"error":{"message":"No.","code":"no"}}'],
    [404, ''],
    [409, '{"message":"There is one."}'],
    [422, '{"errors":[{"field":"email"}]}'],
    [429, ''],
    [500, 'null'],
  ] as const
).map(([status, body]) => ({ status, body: new TextEncoder().encode(body) }));
let asked = 0;
const send: Send = async () => {
  asked += 1;
  return {
    headers: { 'content-type': 'application/json' },
    ...(vendorAnswers[asked % vendorAnswers.length] as (typeof vendorAnswers)[number]),
  };
};

const unexpected: unknown[] = [];
const { server, router, hub } = await referenceServer({
  send,
  apiKeys: [admin.record],
  onUnexpected: (error) => unexpected.push(error),
});
/** Customers whom there are, in turn: one of them may be erased, or merged, on the way. */
const people = await Promise.all(
  Array.from({ length: 20 }, async (_, number) => {
    const customer = { id: `u${number}`, email: `${number}@example.com`, name: 'Ada' };
    const total = { amountMinor: 1_000, currency: 'EUR' };
    const from = { id: `u${number}` };
    await hub.record([
      router.catalogue.create(
        { type: 'order.created', data: { customer, orderId: 'o', total } },
        systemClock,
      ),
      router.catalogue.create(
        { type: 'message.received', data: { customer, from, messageId: 'm', channel: 'web', text: 'Hello' } },
        systemClock,
      ),
    ]);
    return (await hub.customers.find({ namespace: 'user', value: customer.id }))?.id ?? '';
  }),
);
let turn = 0;
/** What a parameter in a path may name, where it is to name what there is. */
const existing = (path: string): string | undefined => {
  if (path.startsWith('/v1/audiences/')) return 'buyers';
  if (!path.startsWith('/v1/customers/')) return undefined;
  turn += 1;
  return people[turn % people.length];
};

// Not started: what is published is stored, and nothing is delivered meanwhile.
afterAll(() => server.close());

const { operations, fake, fits } = describedApi(server.openApiDocument());
const rounds = 8;
/** Of each body many distortions are made. */
const distortedRounds = 3;

/** A request as the document allows it, with one part taken for another. */
const requestOf = (
  { method, path, parameters, body }: DescribedOperation,
  seed: number,
  other: { readonly parameter?: DescribedParameter; readonly value?: string; readonly body?: unknown } = {},
): Request => {
  let target = path;
  const query = new URLSearchParams();
  const headers = new Headers({ authorization: `Bearer ${admin.key}` });
  parameters.forEach((parameter, index) => {
    if (!parameter.required && parameter !== other.parameter && (seed + index) % 2 === 0) return;
    const value =
      parameter === other.parameter
        ? (other.value as string)
        : ((parameter.in === 'path' && seed % 2 === 1 ? existing(path) : undefined) ??
          String(fake(parameter.schema, seed + index)));
    if (parameter.in === 'path')
      target = target.replace(`{${parameter.name}}`, encodeURIComponent(value) || '%20');
    else if (parameter.in === 'query') query.set(parameter.name, value);
    else headers.set(parameter.name, value.replace(/[^\x20-\x7e]/g, '?').trim() || 'x');
  });
  const sent = 'body' in other ? other.body : body && fake(body.schema, seed);
  if (body) headers.set('content-type', body.mediaType);
  return new Request(`http://shop.test${target}${query.size > 0 ? `?${query}` : ''}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(sent) ?? '' }),
  });
};

const answerTo = async (request: Request): Promise<{ status: number; contentType: string; text: string }> => {
  const response = await server.fetch(request);
  const contentType = response.headers.get('content-type')?.split(';')[0] ?? '';
  if (contentType === 'text/event-stream') {
    await response.body?.cancel();
    return { status: response.status, contentType, text: '' };
  }
  return { status: response.status, contentType, text: await response.text() };
};

/** The vendor's word is not the server's own failure. */
const isOwnFailure = (status: number, text: string): boolean => status >= 500 && !/"code":"http\./.test(text);

const badTexts = [
  '',
  ' ',
  '-1',
  '0',
  '1.5',
  '1e9',
  'x',
  'NaN',
  '9'.repeat(30),
  '2026-13-01',
  'Payment.*',
  '0x10',
  '*.*',
  'x'.repeat(5_000),
];

/** The operations that did what they are for. */
const answeredWell = new Set<string>();

describe('what the document allows', () => {
  test.each(operations)('$name does not fail, and answers as it is described', async (operation) => {
    for (let seed = 1; seed <= rounds; seed += 1) {
      const { status, contentType, text } = await answerTo(requestOf(operation, seed * 101));
      expect([seed, isOwnFailure(status, text) ? text : '']).toEqual([seed, '']);
      expect(Object.keys(operation.responses)).toContain(String(status));
      if (status < 300) answeredWell.add(operation.name);
      const { schema } = operation.responses[status]?.content?.[contentType] ?? {};
      if (status < 300 && schema && contentType === 'application/json')
        expect([seed, fits(schema, JSON.parse(text))]).toEqual([seed, true]);
    }
    expect(unexpected).toEqual([]);
  });

  test('is carried to vendors, whose every answer is met', () => {
    expect(asked).toBeGreaterThan(10 * vendorAnswers.length);
    const acting = operations.filter(
      ({ path, name }) => path.includes('/actions/') && answeredWell.has(name),
    );
    const connectors = new Set(acting.map(({ path }) => path.split('/')[3]));
    expect(connectors.size).toBeGreaterThan(15);
  });

  test('names customers whom there are too: their answers were looked at', () => {
    const about = operations.filter(
      ({ path, method }) => path.startsWith('/v1/customers/{id}') && method === 'GET',
    );
    expect(about.length).toBeGreaterThan(6);
    expect(about.map(({ name }) => name).filter((name) => !answeredWell.has(name))).toEqual([]);
    expect(answeredWell).toContain('recordCustomerConsent with application/json');
    expect(answeredWell).toContain('eraseCustomer');
  });
});

describe('what the document forbids', () => {
  const withBodies = operations.filter(({ body }) => body !== undefined);

  test.each(withBodies)('$name refuses as a body', async (operation) => {
    const { schema } = operation.body as { schema: object };
    let refused = 0;
    for (let seed = 1; seed <= distortedRounds; seed += 1)
      for (const forbidden of distorted(fake(schema, seed * 101))) {
        if (fits(schema, forbidden)) continue;
        const { status, text } = await answerTo(requestOf(operation, seed * 101, { body: forbidden }));
        const shown = JSON.stringify(forbidden).slice(0, 500);
        expect([shown, status >= 400 && status < 500 ? '' : text]).toEqual([shown, '']);
        refused += 1;
      }
    expect(refused).toBeGreaterThan(0);
    expect(unexpected).toEqual([]);
  });

  const forbiddenTexts = operations.flatMap((operation) =>
    operation.parameters
      .map((parameter) => ({
        operation,
        parameter,
        name: `${operation.name}: ${parameter.name}`,
        values: badTexts.filter((text) => canStandIn(parameter, text) && isForbidden(parameter, text)),
      }))
      .filter(({ values }) => values.length > 0),
  );

  test.each(forbiddenTexts)('$name refuses as a parameter', async ({ operation, parameter, values }) => {
    for (const value of values) {
      const { status, contentType } = await answerTo(requestOf(operation, 7, { parameter, value }));
      expect([value, status >= 400 && status < 500, contentType]).toEqual([value, true, problemMediaType]);
    }
  });
});

/** Blanks around a header are none of its value, and a path without a segment is another one. */
function canStandIn({ in: place }: DescribedParameter, text: string): boolean {
  return place === 'query' || text.trim() !== '';
}

/** A query is text: it is what it can be read as. */
function isForbidden({ schema }: DescribedParameter, text: string): boolean {
  const asNumber = /^-?\d+(\.\d+)?([eE]\d+)?$/.test(text) ? Number(text) : text;
  return !fits(schema, text) && !fits(schema, asNumber);
}
