import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createHttpClient } from '../http/index.ts';
import { sendOver } from './index.ts';

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

const listening = async (): Promise<{ readonly url: string; readonly seen: string[] }> => {
  const seen: string[] = [];
  server = createServer((incoming, outgoing) => {
    seen.push(
      `${incoming.method} ${incoming.headers.host} ${incoming.url} ${incoming.headers.authorization}`,
    );
    outgoing.end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
};

describe('a client that is led to a server', () => {
  test('sends over a real connection what it would send the vendor, whatever origin it is for', async () => {
    const { url, seen } = await listening();
    const { send, close } = sendOver(url);
    const http = createHttpClient({
      baseUrl: 'https://api.vendor.test/v1',
      headers: { authorization: 'Bearer key' },
      clock: systemClock,
      send,
    });
    await http.post('/things', { query: { all: '1' }, json: {} });
    await http.get('https://files.vendor.test/f');
    await close();
    expect(seen).toEqual([
      'POST api.vendor.test /v1/things?all=1 Bearer key',
      'GET files.vendor.test /f undefined',
    ]);
  });

  test('is told that nothing was sent where nobody listens, and when it is closed', async () => {
    const { url } = await listening();
    await new Promise((resolve) => server?.close(resolve));
    const { send, close } = sendOver(url);
    const http = createHttpClient({
      baseUrl: 'https://api.vendor.test',
      clock: systemClock,
      send,
      retries: 0,
    });
    await expect(http.post('/things')).rejects.toThrow(
      expect.objectContaining({ code: 'http.network', disposition: 'retry' }),
    );
    await close();
    await expect(http.post('/things')).rejects.toThrow(expect.objectContaining({ code: 'http.aborted' }));
  });
});
