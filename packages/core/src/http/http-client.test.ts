import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { Secret } from '../privacy/secret.ts';
import { json, startServer, stopServers } from './fixtures/loopback.ts';
import { createGate } from './fixtures/signals.ts';
import {
  createHttpClient,
  type HttpCallInfo,
  type HttpClient,
  type HttpClientOptions,
} from './http-client.ts';
import type { PreparedRequest } from './transport.ts';
import { urlPath } from './url-path.ts';

const clients: HttpClient[] = [];
const clientOf = (options: Omit<HttpClientOptions, 'clock'>): HttpClient => {
  const client = createHttpClient({ clock: systemClock, ...options });
  clients.push(client);
  return client;
};

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await stopServers();
});

describe('a request', () => {
  test('goes below the base URL, with the credentials of the client and what it says itself', async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    const http = clientOf({
      baseUrl: `${server.origin}/v1/`,
      headers: { authorization: new Secret('Bearer t0ken'), 'X-Version': 3, absent: undefined },
    });

    await http.get(urlPath`/customers/${'a/b'}`, {
      query: { expand: ['x', 'y'], q: 'a&b' },
      headers: { 'x-version': '4' },
    });

    expect(server.requests).toMatchObject([
      {
        method: 'GET',
        path: '/v1/customers/a%2Fb?expand=x&expand=y&q=a%26b',
        headers: { authorization: 'Bearer t0ken', 'x-version': '4', 'user-agent': 'touchline' },
      },
    ]);
    expect(server.requests[0]?.headers).not.toHaveProperty('absent');
  });

  test('sends JSON, secrets in it included, and knows the type of the answer from its schema', async () => {
    const server = await startServer((_, response) =>
      json(response, 201, { id: 'pi_1', amount: '12', extra: true }),
    );
    const http = clientOf({ baseUrl: server.origin });

    const answer = await http.post('/payments', {
      json: { amount: 12, key: new Secret('k') },
      response: z.object({ id: z.string(), amount: z.coerce.number() }),
    });

    expectTypeOf(answer.body).toEqualTypeOf<{ id: string; amount: number }>();
    expect(answer).toMatchObject({ status: 201, body: { id: 'pi_1', amount: 12 } });
    expect(server.requests).toMatchObject([
      { headers: { 'content-type': 'application/json' }, body: '{"amount":12,"key":"k"}' },
    ]);
  });

  test('without a schema has a body of unknown type', async () => {
    const server = await startServer((_, response) => json(response, 200, [1]));
    const { body } = await clientOf({ baseUrl: server.origin }).get('/');
    expectTypeOf(body).toEqualTypeOf<unknown>();
    expect(body).toEqual([1]);
  });

  test('sends a form, arrays as the vendor wants them', async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    const http = clientOf({ baseUrl: server.origin });
    await http.post('/', { form: { metadata: { order: '4 2' } } });
    await http.post('/', { form: { to: ['a', 'b'] }, formArrays: 'repeat' });
    expect(server.requests).toMatchObject([
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'metadata%5Border%5D=4+2' },
      { body: 'to=a&to=b' },
    ]);
  });

  test('sends multipart so that a real parser reads every part', async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    const form = new FormData();
    form.append('to', 'a@example.com');
    form.append('to', 'b@example.com');
    form.append('attachment', new Blob([Uint8Array.of(0, 255, 13, 10)], { type: 'image/png' }), 'dot.png');

    await clientOf({ baseUrl: server.origin }).post('/messages', { multipart: form });

    const [request] = server.requests;
    const contentType = request?.headers['content-type'] ?? '';
    const received = await new Response(Buffer.from(request?.body ?? '', 'latin1'), {
      headers: { 'content-type': contentType },
    }).formData();
    expect(received.getAll('to')).toEqual(['a@example.com', 'b@example.com']);
    const file = received.get('attachment') as File;
    expect([file.name, file.type, [...new Uint8Array(await file.arrayBuffer())]]).toEqual([
      'dot.png',
      'image/png',
      [0, 255, 13, 10],
    ]);
  });

  test('sends raw bytes with the content type it names', async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    await clientOf({ baseUrl: server.origin }).put('/', {
      body: 'a,b',
      headers: { 'Content-Type': 'text/csv' },
    });
    expect(server.requests).toMatchObject([
      { method: 'PUT', headers: { 'content-type': 'text/csv' }, body: 'a,b' },
    ]);
  });

  test('carries its idempotency key in the header that the vendor reads', async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    await clientOf({ baseUrl: server.origin }).post('/', { idempotencyKey: 'k-1' });
    await clientOf({ baseUrl: server.origin, idempotencyKeyHeader: 'PayPal-Request-Id' }).post('/', {
      idempotencyKey: 'k-2',
    });
    expect(server.requests).toMatchObject([
      { headers: { 'idempotency-key': 'k-1' } },
      { headers: { 'paypal-request-id': 'k-2' } },
    ]);
  });

  test('asks for its credentials anew, once per call', async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    let asked = 0;
    const http = clientOf({
      baseUrl: server.origin,
      headers: async () => {
        asked += 1;
        return { authorization: `Bearer ${asked}` };
      },
    });
    await http.get('/');
    await http.delete('/');
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
  });

  test('reuses connections', async () => {
    const server = await startServer((_, response) => void response.end('{}'));
    const http = clientOf({ baseUrl: server.origin });
    for (let count = 0; count < 10; count += 1) await http.get('/');
    expect(server.requests).toHaveLength(10);
    // undici rests a connection for one turn of the event loop, so calls in a row may take turns on two.
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  test.each([
    ['a path that climbs', { method: 'GET', path: '/a/../b' }],
    ['a path that brings a query', { method: 'GET', path: '/a?b' }],
    ['a method that is none', { method: 'GE T', path: '/' }],
    ['a header name that is none', { method: 'GET', path: '/', headers: { 'a b': 'c' } }],
    ['a header value that ends the line', { method: 'GET', path: '/', headers: { a: 'b\r\nc: d' } }],
    [
      'a header that belongs to the connection',
      { method: 'GET', path: '/', headers: { 'Transfer-Encoding': 'chunked' } },
    ],
    ['a header that names another host', { method: 'GET', path: '/', headers: { host: 'x' } }],
    ['JSON that cannot be written', { method: 'POST', path: '/', json: { amount: 1n } }],
    ['JSON that is nothing', { method: 'POST', path: '/', json: () => {} }],
  ])('with %s is refused before anything is sent', async (_, request) => {
    const server = await startServer((_request, response) => json(response, 200, {}));
    await expect(clientOf({ baseUrl: server.origin }).request(request)).rejects.toMatchObject({
      code: 'action.input_invalid',
      disposition: 'reject',
    });
    expect(server.connections()).toBe(0);
  });
});

describe('an answer', () => {
  const answerOf = async (
    headers: Record<string, string>,
    body: string | Uint8Array,
    read?: 'auto' | 'text' | 'bytes',
    status = 200,
  ): Promise<unknown> => {
    const server = await startServer((_, response) => void response.writeHead(status, headers).end(body));
    const answer = await clientOf({ baseUrl: server.origin }).get('/', read && { read });
    return answer.body;
  };

  test.each([
    ['JSON', { 'content-type': 'application/json; charset=utf-8' }, '\ufeff{"a":"ü"}', { a: 'ü' }],
    ['a JSON dialect', { 'content-type': 'application/vnd.api+json' }, '[1]', [1]],
    ['JSON that says it is something else', { 'content-type': 'text/javascript' }, ' {"a":1}', { a: 1 }],
    ['text', { 'content-type': 'text/plain' }, 'ok', 'ok'],
    ['text that begins like JSON', { 'content-type': 'text/plain' }, '[accepted]', '[accepted]'],
    [
      'text in another charset',
      { 'content-type': 'text/plain; charset=iso-8859-1' },
      Uint8Array.of(0xfc),
      'ü',
    ],
    ['text in a charset that is none', { 'content-type': 'text/plain; charset=klingon' }, 'ü', 'ü'],
    ['nothing', { 'content-type': 'application/json' }, '', undefined],
    [
      'gzip',
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      gzipSync('{"a":1}'),
      { a: 1 },
    ],
  ])('of %s is read', async (_, headers, body, expected) => {
    expect(await answerOf(headers, body)).toEqual(expected);
  });

  test('is read as text or bytes where that is asked for', async () => {
    expect(await answerOf({ 'content-type': 'application/json' }, '{"a":1}', 'text')).toBe('{"a":1}');
    expect(await answerOf({ 'content-type': 'application/json' }, '{}', 'bytes')).toEqual(Buffer.from('{}'));
  });

  test('without content has no body', async () => {
    expect(await answerOf({}, '', 'auto', 204)).toBeUndefined();
  });

  test.each(['{"__proto__":{"admin":true},"a":1}', '{"\\u005f_proto__":{"admin":true},"a":1}'])(
    'of %s changes no prototype',
    async (body) => {
      const parsed = await answerOf({ 'content-type': 'application/json' }, body);
      expect(Object.keys(parsed as object)).toEqual(['a']);
      expect(Object.assign({}, parsed)).not.toHaveProperty('admin');
    },
  );

  test('has its headers in lower case, repeated ones joined', async () => {
    const server = await startServer((_, response) => {
      response.setHeader('X-Request-Id', 'r-1');
      response.setHeader('X-Many', ['a', 'b']);
      response.end();
    });
    const { headers } = await clientOf({ baseUrl: server.origin }).get('/');
    expect(headers).toMatchObject({ 'x-request-id': 'r-1', 'x-many': 'a, b' });
  });
});

describe('a client', () => {
  test.each([
    'ftp://example.com',
    'example.com',
    '',
    'https://key-SENTINEL@example.com',
    'https://example.com/?a=SENTINEL',
    'https://example.com/#a',
  ])('refuses the base URL %j, without repeating it', (baseUrl) => {
    expect(() => clientOf({ baseUrl })).toThrow(expect.objectContaining({ code: 'config.invalid' }));
    expect(() => clientOf({ baseUrl })).not.toThrow('SENTINEL');
  });

  test('tells about every exchange, and is not disturbed by who listens', async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    const calls: HttpCallInfo[] = [];
    const http = clientOf({
      baseUrl: server.origin,
      onCall: (info) => {
        calls.push(info);
        throw new Error('listener');
      },
    });
    await http.get('/secret/path', { operation: 'contact.get', query: { token: 'x' } });
    expect(calls).toEqual([
      {
        method: 'GET',
        origin: server.origin,
        operation: 'contact.get',
        status: 200,
        durationMs: expect.any(Number),
        attempt: 1,
      },
    ]);
  });

  test('hands the exact request to another transport, and sends nothing itself', async () => {
    const prepared: PreparedRequest[] = [];
    const http = clientOf({
      baseUrl: 'https://api.example.com/v1',
      headers: { authorization: 'Bearer t' },
      send: async (request) => {
        prepared.push(request);
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from('{"ok":true}'),
        };
      },
    });

    const { body } = await http.post('/refunds', { json: { amount: 5 }, idempotencyKey: 'k' });

    expect(body).toEqual({ ok: true });
    expect(prepared).toEqual([
      {
        method: 'POST',
        url: 'https://api.example.com/v1/refunds',
        headers: {
          accept: 'application/json, */*;q=0.5',
          'accept-encoding': 'gzip',
          authorization: 'Bearer t',
          'content-type': 'application/json',
          'idempotency-key': 'k',
          'user-agent': 'touchline',
        },
        body: new TextEncoder().encode('{"amount":5}'),
      },
    ]);
  });

  test('lets what a transport throws through as it is, once', async () => {
    const captured = new Error('captured');
    let sent = 0;
    const http = clientOf({
      baseUrl: 'https://api.example.com',
      send: async () => {
        sent += 1;
        throw captured;
      },
    });
    await expect(http.get('/')).rejects.toBe(captured);
    expect(sent).toBe(1);
  });

  test('that is closed lets a running call end, and sends no more', async () => {
    let answer = (): void => {};
    const arrived = createGate();
    const server = await startServer((_, response) => {
      answer = () => json(response, 200, { late: true });
      arrived.open();
    });
    const http = clientOf({ baseUrl: server.origin });
    const running = http.get('/');
    await arrived.opened;
    const closed = http.close();
    await expect(http.get('/')).rejects.toMatchObject({ code: 'http.aborted', disposition: 'retry' });
    answer();
    expect((await running).body).toEqual({ late: true });
    await closed;
    expect(server.requests).toHaveLength(1);
  });
});

test('misuse does not compile', () => {
  const misuse = (http: HttpClient): unknown => [
    // @ts-expect-error a body is one thing
    http.post('/', { json: {}, form: {} }),
    // @ts-expect-error a request has a target
    http.request({ method: 'GET' }),
    // @ts-expect-error a request has one target
    http.request({ method: 'GET', path: '/', url: 'https://example.com' }),
    // @ts-expect-error there is no such option
    http.get('/', { timeout: 5 }),
  ];
  expect(misuse).toBeTypeOf('function');
});
