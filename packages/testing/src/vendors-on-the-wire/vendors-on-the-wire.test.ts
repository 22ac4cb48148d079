import { createHttpClient, systemClock } from '@touchline/core';
import { HttpResponse, http } from 'msw';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveFetch } from '../serve-fetch/serve-fetch.ts';
import { vendorsOnTheWire } from './vendors-on-the-wire.ts';

const network = vendorsOnTheWire(
  http.post('https://hooks.vendor.example/reply', async ({ request }) =>
    HttpResponse.json({ heard: await request.text(), credentials: request.headers.get('authorization') }),
  ),
  http.get('https://files.vendor.example/moved', () =>
    HttpResponse.redirect('https://files.vendor.example/here', 302),
  ),
  http.get('https://files.vendor.example/here', () => HttpResponse.text('the file')),
  http.get('https://files.vendor.example/inside', () =>
    HttpResponse.redirect('http://169.254.169.254/latest', 302),
  ),
);
const client = createHttpClient({
  baseUrl: 'https://api.vendor.example',
  headers: { authorization: 'Bearer sentinel' },
  clock: systemClock,
  retries: 0,
});

describe('vendors on the wire', () => {
  beforeAll(async () => {
    await network.enable();
  });
  afterAll(async () => {
    await client.close();
    await network.disable();
  });

  test('are seen by a connector’s client, which gives an outside URL none of its credentials', async () => {
    const { body } = await client.post('https://hooks.vendor.example/reply', { json: { text: 'hi' } });
    expect(body).toEqual({ heard: '{"text":"hi"}', credentials: null });
  });

  test('are followed through a redirect, but not to where an outside URL may not lead', async () => {
    expect((await client.get('https://files.vendor.example/moved')).body).toBe('the file');
    await expect(client.get('https://files.vendor.example/inside')).rejects.toThrow(
      expect.objectContaining({ code: 'http.url_forbidden' }),
    );
  });

  test('leave servers on this machine real', async () => {
    const server = await serveFetch(async () => new Response('real'));
    expect(await (await fetch(server.url)).text()).toBe('real');
    await server.close();
  });

  test('do not let a request out that nobody plays', async () => {
    await expect(client.get('/anything')).rejects.toThrow(expect.objectContaining({ disposition: 'retry' }));
  });
});
