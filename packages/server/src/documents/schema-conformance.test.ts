import { problemMediaType, systemClock } from '@touchline/core';
import { createHub, memoryHubStorage } from '@touchline/hub';
import { createMemoryLog, createRouter } from '@touchline/router';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { generateSync } from 'json-schema-faker';
import { afterAll, describe, expect, test } from 'vitest';
import { createServer } from '../create-server.ts';
import { acme, acmeVendor } from '../fixtures/acme.ts';
import { keys } from '../fixtures/shop-server.ts';
import { webhook } from '../outbound/index.ts';

/**
 * What the document allows, sent to every operation, is never answered by a failure of the server's own; what it forbids is
 * always refused. The requests are made of the document, by a seed.
 */
const hub = createHub({
  storage: memoryHubStorage(),
  secret: 'a secret of at least thirty-two bytes',
  audiences: { buyers: { who: { computed: 'orderCount', atLeast: 1 } } },
});
const router = createRouter({
  log: hub.seal(createMemoryLog()),
  enrich: hub.enrich,
  connectors: {
    hub: hub.connector,
    acme: acme({ apiKey: 'k', webhookKey: 'good' }, { http: { send: acmeVendor().send } }),
    webhook: webhook({}, { http: { send: acmeVendor().send } }),
  },
});
const unexpected: unknown[] = [];
const server = createServer({
  router,
  hub,
  apiKeys: [keys.admin.record],
  webhookEndpoints: { encryptionKeys: [Buffer.alloc(32).toString('base64')] },
  rateLimit: { requests: 1_000_000, perMs: 1_000 },
  streams: { maxStreams: 1_000_000, maxStreamsPerKey: 1_000_000 },
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

// biome-ignore lint/suspicious/noExplicitAny: a document as plain data.
const document: any = JSON.parse(JSON.stringify(server.openApiDocument()));
const { components } = document;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: object;
}

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly mediaType: string; readonly schema: object } | undefined;
  readonly responses: Readonly<Record<string, { content?: Record<string, { schema?: object }> }>>;
}

/** Operations, once for each media type that they take. */
// biome-ignore lint/suspicious/noExplicitAny: as above.
const operations: Operation[] = Object.entries<Record<string, any>>(document.paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, { operationId, parameters = [], requestBody, responses }]) => {
    const contents = Object.entries<{ schema?: object }>(requestBody?.content ?? {});
    const bodies = contents.flatMap(([mediaType, { schema }]) => (schema ? [{ mediaType, schema }] : []));
    return (bodies.length > 0 ? bodies : [undefined]).map((body) => ({
      name: `${operationId}${body ? ` with ${body.mediaType}` : ''}`,
      method: method.toUpperCase(),
      path,
      parameters,
      body,
      responses,
    }));
  }),
);

const rounds = 8;

const fake = (schema: object, seed: number): unknown =>
  generateSync({ ...schema, components } as never, {
    seed,
    maxDepth: 6,
    maxDefaultItems: 2,
    maxItems: 3,
    maxLength: 60,
    optionalsProbability: 0.5,
  });

const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
addFormats.default(ajv);
ajv.addFormat('password', true);
ajv.addSchema({ $id: 'doc', components });
const compiled = new Map<string, ValidateFunction>();
const fits = (schema: object, value: unknown): boolean => {
  const key = JSON.stringify(schema);
  const validate =
    compiled.get(key) ?? ajv.compile(JSON.parse(key.replaceAll('"#/components/', '"doc#/components/')));
  compiled.set(key, validate);
  return validate(value) as boolean;
};

/** A request as the document allows it, with one part taken for another. */
const requestOf = (
  { method, path, parameters, body }: Operation,
  seed: number,
  other: { readonly parameter?: Parameter; readonly value?: string; readonly body?: unknown } = {},
): Request => {
  let target = path;
  const query = new URLSearchParams();
  const headers = new Headers({ authorization: `Bearer ${keys.admin.key}` });
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
    for (let seed = 1; seed <= rounds; seed += 1)
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
function canStandIn({ in: place }: Parameter, text: string): boolean {
  return place === 'query' || text.trim() !== '';
}

/** A query is text: it is what it can be read as. */
function isForbidden({ schema }: Parameter, text: string): boolean {
  const asNumber = /^-?\d+(\.\d+)?([eE]\d+)?$/.test(text) ? Number(text) : text;
  return !fits(schema, text) && !fits(schema, asNumber);
}

/** The value with one thing wrong, in as many ways: another kind, a member gone, one too many, at every depth. */
function* distorted(value: unknown): Generator<unknown> {
  yield* [null, 7, 'text', [], [[]], {}, true];
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const { [name]: _, ...without } = value as Record<string, unknown>;
    if (!Array.isArray(value)) yield without;
    const put = (other: unknown): unknown =>
      Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other };
    for (const other of [null, -1, 'x'.repeat(5_000), { surprising: true }, ['x']]) yield put(other);
    if (typeof member === 'object' && member !== null)
      for (const other of [...distorted(member)].slice(7, 60)) yield put(other);
  }
  if (!Array.isArray(value)) yield { ...value, surprising_member: 1 };
}
