import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { createLeakWatch } from './fixtures/leak-watch.ts';
import { json, startServer, stopServers } from './fixtures/loopback.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';

const sentinel = 'SENTINEL-ada@example.com';
const watch = createLeakWatch([sentinel]);

afterAll(async () => {
  await watch.close();
  await stopServers();
});

/** A client of a server that answers everything with `{ id: 'e-1' }`. */
const clientOf = async (options: object = {}) => {
  const server = await startServer((_, reply) => json(reply, 200, { id: 'e-1' }));
  const http = watch.client({ clock: systemClock, baseUrl: server.origin, retries: 0, ...options });
  return { http, server };
};

describe('options that no type has checked', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'is required (object).'],
    ['no clock', { baseUrl: 'https://api.example.com' }, 'clock: is required (object).'],
    [
      'a misspelt name',
      { clock: systemClock, baseURL: 'https://api.example.com' },
      'baseURL: is not a known key.',
    ],
    [
      'a timeout that never ends',
      { clock: systemClock, timeoutMs: Number.NaN },
      'timeoutMs: must be a number above 0.',
    ],
    ['a timeout in words', { clock: systemClock, timeoutMs: '5s' }, 'timeoutMs: must be a number above 0.'],
    [
      'headers that are text',
      { clock: systemClock, headers: sentinel },
      'headers: must be an object or a function.',
    ],
    ['a reading that is no function', { clock: systemClock, toError: {} }, 'toError: must be a function.'],
    ['negative retries', { clock: systemClock, retries: -1 }, 'retries: too small'],
  ])('are refused by name: %s', (_what, options, sentence) => {
    const make = () => createHttpClient(options as never);
    expect(make).toThrow(expect.objectContaining({ code: 'config.invalid' }));
    expect(make).toThrow(sentence);
    expect(make).not.toThrow(sentinel);
  });
});

describe('a request that no type has checked is refused before anything is sent', () => {
  test.each<[string, (http: HttpClient) => Promise<unknown>, string]>([
    ['nothing', (http) => http.request(undefined as never), 'A request needs a method, such as GET.'],
    ['no method', (http) => http.request({ path: '/x' } as never), 'A request needs a method, such as GET.'],
    ['no timeout', (http) => http.get('/x', { timeoutMs: Number.NaN }), 'A timeoutMs is a number above 0.'],
    [
      'a header that is null',
      (http) => http.get('/x', { headers: { a: null } as never }),
      'The header a of a request',
    ],
    [
      'a header that is a list',
      (http) => http.get('/x', { headers: { a: ['b'] } as never }),
      'The header a of a request',
    ],
    [
      'a header named after a person',
      (http) => http.get('/x', { headers: { [sentinel]: 'a' } }),
      'The header … of a request',
    ],
    [
      'parts that are no FormData',
      (http) => http.post('/x', { multipart: {} as never }),
      'must be a FormData.',
    ],
  ])('%s', async (_what, call, sentence) => {
    const { http, server } = await clientOf();
    await expect(call(http)).rejects.toThrow(
      expect.objectContaining({ code: 'action.input_invalid', message: expect.stringContaining(sentence) }),
    );
    expect(server.requests).toEqual([]);
  });
});

describe('what a connector says of an answer that took effect', () => {
  const stumble = () => {
    throw new TypeError(sentinel);
  };

  test('when its schema stumbles, is that the answer cannot be understood: it is not blindly repeated', async () => {
    const { http } = await clientOf();
    const response = z.object({ id: z.string().transform(stumble) });
    await expect(http.post('/x', { json: {}, response })).rejects.toMatchObject({
      code: 'http.response_invalid',
      disposition: 'ambiguous',
    });
    await expect(http.get('/x', { response })).rejects.toMatchObject({ disposition: 'reject' });
  });

  test.each<[string, unknown]>([
    ['a promise, which every answer would fail by', Promise.resolve(undefined)],
    ['a code that is none', { code: 'http.nope' }],
    ['a disposition that is none', { disposition: 'later' }],
    ['words that are none', { message: 7 }],
    ['a text', 'failed'],
  ])('when its reading is %s, is the same', async (_what, reading) => {
    const { http } = await clientOf({ toError: () => reading });
    await expect(http.post('/x', { json: {} })).rejects.toMatchObject({
      code: 'http.response_invalid',
      disposition: 'ambiguous',
    });
  });
});
