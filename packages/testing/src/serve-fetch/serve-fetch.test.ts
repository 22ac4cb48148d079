import { afterEach, expect, test } from 'vitest';
import { type FetchServer, serveFetch } from './serve-fetch.ts';

let server: FetchServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

test('a handler gets the request as it was sent, and its answer is sent as it is', async () => {
  server = await serveFetch(async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = Buffer.from(await request.arrayBuffer()).toString('base64');
    return Response.json(
      { method: request.method, path: pathname + search, key: request.headers.get('x-key'), body },
      { status: 201, headers: { 'x-seen': 'yes' } },
    );
  });
  const answer = await fetch(`${server.url}/a%20b?c=1`, {
    method: 'PUT',
    headers: { 'x-key': 'k' },
    body: Buffer.from([0, 255, 13, 10]),
  });
  expect([answer.status, answer.headers.get('x-seen')]).toEqual([201, 'yes']);
  expect(await answer.json()).toEqual({ method: 'PUT', path: '/a%20b?c=1', key: 'k', body: 'AP8NCg==' });
});

test('a handler that throws answers 500', async () => {
  server = await serveFetch(async () => {
    throw new Error('no');
  });
  expect((await fetch(server.url)).status).toBe(500);
});

test('after closing nobody listens, even where an answer was still owed', async () => {
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const { url, close } = await serveFetch(() => {
    arrive();
    return new Promise(() => undefined);
  });
  const owed = fetch(url);
  const refused = expect(owed).rejects.toThrow('fetch failed');
  await arrived;
  await close();
  await refused;
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});
