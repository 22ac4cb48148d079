import type { LookupFunction } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createLeakWatch } from './fixtures/leak-watch.ts';
import { json, startServer, startTcpServer, stopServers } from './fixtures/loopback.ts';
import { createGate } from './fixtures/signals.ts';
import { guardedConnector } from './guarded-connector.ts';
import { assertOutsideUrl } from './outside-url-guard.ts';
import type { PreparedRequest, RawResponse } from './transport.ts';

const token = 'SENTINEL-token';
const watch = createLeakWatch([token, 'SENTINELPATH', 'SENTINELQUERY']);
const clientOf = (options: Partial<Parameters<typeof watch.client>[0]> = {}) =>
  watch.client({
    baseUrl: 'https://api.example.com',
    clock: systemClock,
    headers: { authorization: token },
    retries: 0,
    ...options,
  });

afterEach(async () => {
  await watch.close();
  await stopServers();
  expect(watch.leaks()).toEqual([]);
});

/** Resolves a name to each of the answers in turn, the last for good. */
const resolving = (
  ...answers: readonly string[][]
): { readonly lookup: LookupFunction; readonly asked: () => number } => {
  let asked = 0;
  return {
    asked: () => asked,
    lookup: (_, __, callback) => {
      asked += 1;
      const addresses = answers[Math.min(asked, answers.length) - 1] ?? [];
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
  };
};

describe('a URL from outside', () => {
  test.each([
    'https://127.0.0.1/SENTINELPATH',
    'https://[::1]/SENTINELPATH',
    'https://2130706433/SENTINELPATH',
    'http://example.com/SENTINELPATH',
    'https://169.254.169.254/latest/SENTINELPATH',
    'https://metadata.google.internal/SENTINELPATH',
    'https://user:SENTINELPATH@example.com/',
    'SENTINELPATH',
  ])('%s is refused before anything is sent', async (url) => {
    let sent = 0;
    const http = clientOf({
      send: async () => {
        sent += 1;
        return { status: 200, headers: {}, body: new Uint8Array() };
      },
    });
    await expect(http.get(url)).rejects.toMatchObject({ code: 'http.url_forbidden', disposition: 'reject' });
    expect(sent).toBe(0);
  });

  test.each([
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['169.254.169.254'],
    ['::1'],
    ['fd00:ec2::254'],
    ['::ffff:127.0.0.1'],
  ])('whose name leads to %s is refused when it is connected to', async (address) => {
    const { lookup, asked } = resolving([address]);
    await expect(clientOf({ lookup }).get('https://hook.example.org/SENTINELPATH')).rejects.toMatchObject({
      code: 'http.url_forbidden',
      disposition: 'reject',
      message: 'GET https://hook.example.org leads to an address that is not public.',
    });
    expect(asked()).toBe(1);
  });

  test('whose name mixes public and private addresses is refused', async () => {
    const { lookup } = resolving(['8.8.8.8', '127.0.0.1']);
    await expect(clientOf({ lookup }).get('https://hook.example.org/')).rejects.toMatchObject({
      code: 'http.url_forbidden',
    });
  });

  test('whose name has no address cannot be reached', async () => {
    const { lookup } = resolving([]);
    await expect(clientOf({ lookup }).get('https://hook.example.org/')).rejects.toMatchObject({
      code: 'http.url_forbidden',
    });
  });

  test('whose name was public when it was looked at, and is private when it is connected to, is refused', async () => {
    const server = await startTcpServer(() => {});
    const { lookup } = resolving(['8.8.8.8'], ['127.0.0.1']);
    const url = `https://rebind.example.org:${new URL(server.origin).port}/`;

    expect(assertOutsideUrl(url).hostname).toBe('rebind.example.org');
    const first = await new Promise((resolve) =>
      lookup('rebind.example.org', { all: true }, (_, addresses) => resolve(addresses)),
    );
    expect(first).toEqual([{ address: '8.8.8.8', family: 4 }]);

    await expect(clientOf({ lookup }).get(url)).rejects.toMatchObject({ code: 'http.url_forbidden' });
    expect(server.connections()).toBe(0);
  });

  test('whose name changes its answer while it is read is connected to as it was read', async () => {
    const server = await startTcpServer(() => {});
    let read = 0;
    const shifty = {
      family: 4,
      get address() {
        read += 1;
        return read === 1 ? '127.0.0.1' : '8.8.8.8';
      },
    };
    const lookup: LookupFunction = (_, __, callback) => callback(null, [shifty]);
    const url = `https://rebind.example.org:${new URL(server.origin).port}/`;
    await expect(clientOf({ lookup }).get(url)).rejects.toMatchObject({ code: 'http.url_forbidden' });
    expect([read, server.connections()]).toEqual([1, 0]);
  });

  test('gets none of the credentials of the client, but what the request says itself', async () => {
    const outside = await startServer((_, response) => json(response, 200, {}));
    await clientOf({ allowPrivateAddresses: true }).get(`${outside.origin}/media`, {
      headers: { 'x-mine': '1' },
    });
    expect(outside.requests).toMatchObject([{ path: '/media', headers: { 'x-mine': '1' } }]);
    expect(outside.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  test('has credentials asked for neither', async () => {
    const outside = await startServer((_, response) => json(response, 200, {}));
    let asked = 0;
    const headers = () => {
      asked += 1;
      return {};
    };
    await clientOf({ allowPrivateAddresses: true, headers }).get(outside.origin);
    expect(asked).toBe(0);
  });

  test('does not travel through the dispatcher of the base URL', async () => {
    const { lookup } = resolving(['127.0.0.1']);
    const dispatcher = { dispatch: () => expect.unreachable() } as never;
    await expect(clientOf({ lookup, dispatcher }).get('https://hook.example.org/')).rejects.toMatchObject({
      code: 'http.url_forbidden',
    });
  });
});

test('an absolute URL of the base URL is no outside one: it is private by the word of the operator', async () => {
  const server = await startServer((_, response) => json(response, 200, {}));
  await clientOf({ baseUrl: `${server.origin}/v1` }).get(`${server.origin}/v1/next?page=2`, {
    query: { size: 5 },
  });
  expect(server.requests).toMatchObject([
    { path: '/v1/next?page=2&size=5', headers: { authorization: token } },
  ]);
});

test('a connection that reached a private address is closed before it is used', async () => {
  const received: Buffer[] = [];
  const closed = createGate();
  const server = await startTcpServer(
    (socket) => void socket.on('data', (data) => received.push(data)).on('close', closed.open),
  );
  const { hostname, port } = new URL(server.origin);
  const outcome = await new Promise((resolve) =>
    guardedConnector()({ hostname, port, protocol: 'http:' }, (...result) => resolve(result)),
  );
  expect(outcome).toMatchObject([{ code: 'http.url_forbidden' }, null]);
  await closed.opened;
  expect(received).toEqual([]);
});

describe('a redirect', () => {
  const redirect = (location: string, status = 302): RawResponse => ({
    status,
    headers: { location },
    body: new Uint8Array(),
  });
  const found: RawResponse = { status: 200, headers: {}, body: Buffer.from('found') };

  /** A client whose transport answers with each of the answers in turn. */
  const answering = (...answers: readonly RawResponse[]) => {
    const sent: PreparedRequest[] = [];
    const http = clientOf({
      send: async (request) => {
        sent.push(request);
        return answers[sent.length - 1] ?? found;
      },
    });
    return { http, sent };
  };

  test('of an outside GET is followed, also where it is relative', async () => {
    const { http, sent } = answering(redirect('/b'), redirect('https://two.example.org/c', 307), found);
    expect((await http.get('https://one.example.org/a')).body).toBe('found');
    expect(sent.map(({ url }) => url)).toEqual([
      'https://one.example.org/a',
      'https://one.example.org/b',
      'https://two.example.org/c',
    ]);
  });

  test('takes the headers of the request to the same origin only', async () => {
    const { http, sent } = answering(
      redirect('/b'),
      redirect('https://two.example.org/'),
      redirect('https://one.example.org/d'),
    );
    await http.get('https://one.example.org/a', { headers: { authorization: token, 'x-api-key': token } });
    expect(
      sent.map(({ headers }) =>
        ['authorization', 'x-api-key', 'user-agent'].filter((name) => name in headers),
      ),
    ).toEqual([
      ['authorization', 'x-api-key', 'user-agent'],
      ['authorization', 'x-api-key', 'user-agent'],
      ['user-agent'],
      ['user-agent'],
    ]);
  });

  test.each([
    'http://one.example.org/SENTINELPATH',
    'https://127.0.0.1/SENTINELPATH',
    '//localhost/SENTINELPATH',
    'https://user:SENTINELPATH@two.example.org/',
    'file:///etc/SENTINELPATH',
    'https://[SENTINELPATH',
  ])('of an outside GET to %s is refused', async (location) => {
    const { http, sent } = answering(redirect(location));
    await expect(http.get('https://one.example.org/')).rejects.toMatchObject({ code: 'http.url_forbidden' });
    expect(sent).toHaveLength(1);
  });

  test('is followed three times at most', async () => {
    const { http, sent } = answering(redirect('/1'), redirect('/2'), redirect('/3'), redirect('/4'));
    await expect(http.get('https://one.example.org/0')).rejects.toMatchObject({
      code: 'http.rejected',
      vendorStatus: 302,
    });
    expect(sent).toHaveLength(4);
  });

  test('of an outside POST is not followed', async () => {
    const { http, sent } = answering(redirect('https://two.example.org/'));
    await expect(http.post('https://one.example.org/', { json: {} })).rejects.toMatchObject({
      code: 'http.rejected',
    });
    expect(sent).toHaveLength(1);
  });

  test('of the base URL is not followed', async () => {
    const { http, sent } = answering(redirect('https://api.example.com/b?token=SENTINELQUERY'));
    await expect(http.get('/a')).rejects.toMatchObject({ code: 'http.rejected', disposition: 'reject' });
    expect(sent).toHaveLength(1);
  });

  test('from a real server to loopback is refused, and followed where that is allowed', async () => {
    const target = await startServer((_, response) => json(response, 200, { here: true }));
    const outside = await startServer(
      (_, response) => void response.writeHead(302, { location: target.origin }).end(),
    );
    const http = clientOf({ allowPrivateAddresses: true });
    expect((await http.get(outside.origin)).body).toEqual({ here: true });
    await expect(clientOf().get(outside.origin.replace('http:', 'https:'))).rejects.toMatchObject({
      code: 'http.url_forbidden',
    });
    expect(outside.requests).toHaveLength(1);
  });
});
