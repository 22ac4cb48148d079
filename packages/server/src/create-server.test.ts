import { createMemoryLog, createRouter } from '@touchline/router';
import { afterEach, describe, expect, test } from 'vitest';
import { createServer } from './create-server.ts';
import { acme } from './fixtures/acme.ts';
import { closeAll, open } from './fixtures/shop-server.ts';

afterEach(closeAll);

describe('a server is not made with', () => {
  test.each([
    ['a misspelt option', { apikeys: [] }, 'apikeys: is not a known key'],
    ['a size that is none', { maxBodyBytes: -1 }, 'maxBodyBytes'],
    ['a number that is none', { maxBatchEvents: Number.NaN }, 'maxBatchEvents'],
    [
      'a limit that limits nothing',
      { rateLimit: { requests: Number.NaN, perMs: 1_000 } },
      'rateLimit.requests',
    ],
    ['a misspelt limit', { rateLimit: { requests: 1, perSeconds: 1 } }, 'rateLimit.perSeconds'],
    ['heartbeats without a pause', { streams: { heartbeatMs: -5 } }, 'streams.heartbeatMs'],
    ['origins as text', { allowedOrigins: 'https://admin.shop.test' }, 'allowedOrigins'],
    ['an origin with a path', { allowedOrigins: ['https://admin.shop.test/'] }, 'allowedOrigins[0]'],
    ['keys that are neither list nor function', { apiKeys: {} }, 'API key records must be a list'],
    ['documents that are perhaps public', { publicDocuments: 'no' }, 'publicDocuments'],
    ['a base path that ends with a slash', { basePath: '/touchline/' }, 'basePath'],
    [
      'a URL that is relative',
      { url: 'touchline.example.com' },
      'url: must be an absolute http or https URL',
    ],
    ['a URL with a query', { url: 'https://touchline.example.com/?a=1' }, 'url'],
    ['a clock that does not schedule', { clock: { now: () => 0 } }, 'clock.schedule'],
  ])('%s', async (_name, options, why) => {
    await expect(open(options as never)).rejects.toThrow(why);
    await expect(open(options as never)).rejects.toMatchObject({ code: 'config.invalid' });
  });

  test('connectors whose actions could not be told apart in the documents', () => {
    const make = () => acme({ apiKey: 'k', webhookKey: 'k' });
    const router = createRouter({
      log: createMemoryLog(),
      connectors: { 'acme-north': make(), acmeNorth: make() },
    });
    expect(() => createServer({ router })).toThrow(
      'Two endpoints are described as acmeNorthWriteNote; name one of them otherwise.',
    );
  });

  test.each([[undefined], [null], [{}], [{ router: null }]])('%o', (options) => {
    expect(() => createServer(options as never)).toThrow('Options of the server');
  });
});
