import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve as serveHono } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import { afterEach, describe, expect, test } from 'vitest';
import { closeAll, keys, open, payment } from '../fixtures/shop-server.ts';
import { requestListener } from './index.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  await closeAll();
});

const listen = async (listener: RequestListener): Promise<string> => {
  const http = createServer(listener);
  stops.push(() => new Promise((resolve) => http.close(() => resolve())));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
};

const headers = { authorization: `Bearer ${keys.admin.key}`, 'content-type': 'application/json' };

/** A journey over whatever serves it: an event in and out, a webhook over its raw bytes, a refusal. */
const travel = async (ask: (path: string, init?: RequestInit) => Promise<Response>): Promise<void> => {
  const published = await ask('/v1/events', {
    method: 'POST',
    headers,
    body: JSON.stringify(payment('evt_1')),
  });
  expect(await published.json()).toMatchObject({ receipts: [{ id: 'evt_1', duplicate: false }] });
  const read = await ask('/v1/events/evt_1?source=/app', { headers });
  expect(await read.json()).toMatchObject({ event: { id: 'evt_1', type: 'payment.succeeded' } });
  const webhook = { method: 'POST', body: '{"id":"wh_1"}' };
  expect((await ask('/webhooks/acme', { ...webhook, headers: { 'x-acme-key': 'good' } })).status).toBe(200);
  const refused = await ask('/webhooks/acme', { ...webhook, headers: { 'x-acme-key': 'bad' } });
  expect([refused.status, refused.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
  const stream = await ask('/v1/events/stream?after=0', { headers });
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  while (!text.includes('wh_1')) text += new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
};

describe('mounted as the page on the API says,', () => {
  test('in Express it serves below a path, beside what else is there', async () => {
    const { server } = await open();
    const app = express();
    app.use('/touchline', requestListener(server));
    // What reads bodies comes after it.
    app.use(express.json());
    app.post('/own', (request, response) => void response.json({ got: request.body }));
    const url = await listen(app);
    await travel((path, init) => fetch(`${url}/touchline${path}`, init));
    const own = await fetch(`${url}/own`, { method: 'POST', headers, body: '{"a":1}' });
    expect(await own.json()).toEqual({ got: { a: 1 } });
    expect((await fetch(`${url}/healthz`)).status).toBe(404);
  });

  test('in Hono it serves below a path, which Hono takes away', async () => {
    const { server } = await open();
    const app = new Hono().get('/own', (context) => context.text('own')).mount('/touchline', server.fetch);
    const http = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
    stops.push(() => new Promise((resolve) => http.close(() => resolve())));
    await new Promise((resolve) => http.once('listening', resolve));
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    await travel((path, init) => fetch(`${url}/touchline${path}`, init));
    expect(await (await fetch(`${url}/own`)).text()).toBe('own');
  });

  test('as routes of Next.js it is called with the whole path and a context of Next’s', async () => {
    const { server } = await open({ basePath: '/api/touchline' });
    const routes = { GET: server.fetch, POST: server.fetch, DELETE: server.fetch } as Record<
      string,
      (request: Request, context: unknown) => Promise<Response>
    >;
    await travel(async (path, init = {}) => {
      const request = new Request(`https://shop.example.com/api/touchline${path}`, init);
      const context = { params: Promise.resolve({ path: path.split('/').slice(1) }) };
      return (routes[request.method] as (typeof routes)[string])(request, context);
    });
  });

  test('in Node’s own server it is a request listener', async () => {
    const { server } = await open();
    const url = await listen(requestListener(server));
    await travel((path, init) => fetch(`${url}${path}`, init));
  });
});
