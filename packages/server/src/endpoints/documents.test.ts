import { afterEach, describe, expect, test } from 'vitest';
import { closeAll, open } from '../fixtures/shop-server.ts';

afterEach(closeAll);

describe('the OpenAPI document of a server', () => {
  test('is served as it is made', async () => {
    const { call, server } = await open();
    const served = await call('GET', '/openapi.json');
    expect(served.body).toEqual(JSON.parse(JSON.stringify(server.openApiDocument())));
  });

  test('has every endpoint that answers, actions among them', async () => {
    const { server } = await open();
    const operations = Object.entries(server.openApiDocument().paths ?? {}).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(operations).toEqual([
      'post /v1/events',
      'get /v1/events',
      'get /v1/events/stream',
      'get /v1/events/{id}',
      'post /webhooks/{connector}',
      'get /v1/connectors',
      'get /v1/topology',
      'get /v1/connectors/{connector}',
      'post /v1/connectors/{connector}/check',
      'get /v1/routes',
      'post /v1/routes/{id}/pause',
      'post /v1/routes/{id}/resume',
      'get /v1/dead-letters',
      'get /v1/dead-letters/{id}',
      'post /v1/dead-letters/replay',
      'post /v1/dead-letters/discard',
      'get /healthz',
      'get /readyz',
      'get /metrics',
      'get /openapi.json',
      'get /asyncapi.json',
      'get /schemas/{type}',
      'get /docs',
      'get /docs/{file}',
      'post /v1/connectors/acme/actions/writeNote',
    ]);
  });
});

describe('below a base path', () => {
  test.each([
    [{ url: 'https://api.shop.test' }, 'https://api.shop.test/touchline'],
    [{ url: 'https://api.shop.test/' }, 'https://api.shop.test/touchline'],
    [{ url: 'https://api.shop.test/eu' }, 'https://api.shop.test/eu/touchline'],
    [{}, '/touchline'],
  ])('the documents of %o say where the paths are', async (options, url) => {
    const { server } = await open({ ...options, basePath: '/touchline' });
    const { servers = [], paths } = server.openApiDocument();
    expect(servers.map((known) => known.url)).toEqual([url]);
    expect(Object.keys(paths ?? {})).toContain('/v1/events');
    const { pathname } = server.asyncApiDocument().servers?.api ?? {};
    expect(pathname).toBe('url' in options ? new URL(url).pathname : undefined);
    const called = new URL(`${url}/healthz`, 'https://api.shop.test').pathname.replace('/eu', '');
    expect((await server.fetch(new Request(`http://shop.test${called}`))).status).toBe(200);
  });
});

describe('the other documents', () => {
  test('the AsyncAPI document is served as it is made', async () => {
    const { call, server } = await open({ url: 'https://api.shop.test' });
    const { body } = await call('GET', '/asyncapi.json');
    expect(body).toEqual(JSON.parse(JSON.stringify(server.asyncApiDocument())));
    expect(body.servers.api.host).toBe('api.shop.test');
  });

  test('the schema of a type is found by its name and by its dataschema', async () => {
    const { call } = await open();
    const { body, headers } = await call('GET', '/schemas/payment.succeeded');
    expect(headers.get('content-type')).toBe('application/schema+json');
    expect(body.$id).toBe('urn:touchline:event:payment.succeeded:1');
    expect((await call('GET', `/schemas/${body.$id}`)).body).toEqual(body);
  });
});

describe('the reference page', () => {
  test('loads nothing from elsewhere', async () => {
    const { server } = await open({ publicDocuments: true, basePath: '/touchline' });
    const get = (path: string) => server.fetch(new Request(`http://shop.test${path}`));
    const page = await get('/touchline/docs');
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/);
    expect(html).not.toMatch(/https?:\/\//);
    expect(html).not.toMatch(/<script>|style=|onload=/);
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, path]) => new URL(path as string, 'http://shop.test/touchline/docs').pathname,
    );
    expect(files).toHaveLength(3);
    for (const file of files) {
      const { status, headers } = await get(file);
      expect([file, status, headers.get('content-type')]).toEqual([
        file,
        200,
        file.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
      ]);
    }
    expect((await get('/touchline/openapi.json')).status).toBe(200);
  });

  test('needs a key unless the documents are public', async () => {
    const { call } = await open();
    expect((await call('GET', '/docs', { as: 'nobody' })).status).toBe(401);
    expect((await call('GET', '/docs', { as: 'reader' })).status).toBe(403);
    expect((await call('GET', '/docs')).status).toBe(200);
  });
});

describe('every answer', () => {
  test('has headers that keep browsers from misusing it', async () => {
    const { call } = await open();
    const { headers } = await call('GET', '/v1/events');
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('may be read by the web pages that were named, and no others', async () => {
    const { call } = await open({ allowedOrigins: ['https://admin.shop.test'] });
    const as = 'nobody';
    const from = async (origin: string) =>
      call('OPTIONS', '/v1/events', {
        as,
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const named = await from('https://admin.shop.test');
    expect([named.status, named.headers.get('access-control-allow-origin')]).toEqual([
      204,
      'https://admin.shop.test',
    ]);
    expect((await from('https://evil.test')).headers.get('access-control-allow-origin')).toBeNull();
  });
});
