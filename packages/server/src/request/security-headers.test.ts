import { afterEach, expect, test } from 'vitest';
import { closeAll, open, payment } from '../fixtures/shop-server.ts';
import { securityHeaders } from './security-headers.ts';

afterEach(closeAll);

const expected = Object.entries(securityHeaders);

test.each([
  ['GET', '/healthz'],
  ['HEAD', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/metrics'],
  ['GET', '/openapi.json'],
  ['GET', '/schemas/payment.succeeded'],
  ['GET', '/docs'],
  ['GET', '/v1/events'],
  ['GET', '/v1/connectors'],
  ['GET', '/v1/topology'],
  ['POST', '/v1/events'],
  ['POST', '/v1/routes/acme/pause'],
  ['POST', '/webhooks/acme'],
  ['POST', '/webhooks/nobody'],
  ['PUT', '/healthz'],
  ['GET', '/nowhere'],
])('%s %s is answered with what nothing may be run, framed or kept by', async (method, path) => {
  const { call } = await open();
  const { headers } = await call(
    method,
    path,
    path === '/v1/events' && method === 'POST' ? { body: payment('e') } : {},
  );
  const own = new Set(path === '/docs' ? ['content-security-policy'] : []);
  for (const [name, value] of expected) {
    if (own.has(name)) expect(headers.get(name)).toContain("default-src 'none'");
    else expect([name, headers.get(name)]).toEqual([name, value]);
  }
});

test('what a browser asks before it calls is answered with them too', async () => {
  const { server } = await open({ allowedOrigins: ['https://admin.example.com'] });
  const answer = await server.fetch(
    new Request('http://shop.test/v1/events', {
      method: 'OPTIONS',
      headers: { origin: 'https://admin.example.com', 'access-control-request-method': 'POST' },
    }),
  );
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
    204,
    'https://admin.example.com',
  ]);
  for (const [name, value] of expected) expect([name, answer.headers.get(name)]).toEqual([name, value]);
});

test('a stream is answered with them, and may not be kept either', async () => {
  const { server } = await open({ apiKeys: [] });
  const answer = await server.fetch(new Request('http://shop.test/v1/events/stream'));
  for (const [name, value] of expected) expect([name, answer.headers.get(name)]).toEqual([name, value]);
});
