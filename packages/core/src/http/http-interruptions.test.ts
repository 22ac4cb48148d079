import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { LookupFunction, Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Agent, buildConnector } from 'undici';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createLeakWatch } from './fixtures/leak-watch.ts';
import { deadOrigin, json, startServer, startTcpServer, stopServers } from './fixtures/loopback.ts';
import { createGate, onNext } from './fixtures/signals.ts';
import { createSteppedClock } from './fixtures/stepped-clock.ts';

const token = 'SENTINEL-token';
const secretPath = '/botSENTINELPATH/send';
const watch = createLeakWatch([token, 'SENTINELPATH', 'SENTINELBODY', 'SENTINELANSWER']);
const clientOf = (baseUrl: string, options: Partial<Parameters<typeof watch.client>[0]> = {}) =>
  watch.client({ baseUrl, clock: systemClock, headers: { authorization: token }, retries: 0, ...options });
const json1 = { note: 'SENTINELBODY' };

afterAll(async () => {
  await watch.close();
  await stopServers();
});

describe('a request of which not one byte left is tried again, whatever it does', () => {
  test('when nobody listens', async () => {
    await expect(clientOf(await deadOrigin()).post(secretPath, { json: json1 })).rejects.toMatchObject({
      code: 'http.network',
      disposition: 'retry',
      message: expect.stringContaining('cannot be reached (ECONNREFUSED).'),
    });
  });

  test('when the name does not exist', async () => {
    const lookup: LookupFunction = (_, __, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ${token}`), { code: 'ENOTFOUND' }), '', 4);
    const dispatcher = new Agent({ connect: { lookup } as buildConnector.BuildOptions });
    await expect(
      clientOf('http://nowhere.invalid', { dispatcher }).post('/', { json: json1 }),
    ).rejects.toMatchObject({
      code: 'http.network',
      disposition: 'retry',
      message: expect.stringContaining('(ENOTFOUND)'),
    });
    await dispatcher.close();
  });

  test('when the connection is never made in time', async () => {
    const dispatcher = new Agent({
      connect: (_, callback) =>
        callback(Object.assign(new Error('late'), { code: 'UND_ERR_CONNECT_TIMEOUT' }), null),
    });
    await expect(
      clientOf('http://slow.example', { dispatcher }).post('/', { json: json1 }),
    ).rejects.toMatchObject({
      code: 'http.network',
      disposition: 'retry',
    });
    await dispatcher.close();
  });

  test.each([
    ['is no TLS', (socket: Socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['is cut', (socket: Socket) => void socket.once('data', () => socket.resetAndDestroy())],
  ])('when the handshake %s', async (_, onConnection) => {
    const server = await startTcpServer(onConnection);
    const https = server.origin.replace('http:', 'https:');
    await expect(clientOf(https).post(secretPath, { json: json1 })).rejects.toMatchObject({
      code: 'http.network',
      disposition: 'retry',
    });
    expect(server.connections()).toBe(1);
  });

  test('when its time runs out before it has a connection', async () => {
    const clock = createSteppedClock(0);
    const dispatcher = new Agent({ connect: () => void clock.advance(30_000) });
    await expect(
      clientOf('http://slow.example', { dispatcher, clock }).post('/', { json: json1 }),
    ).rejects.toMatchObject({
      code: 'http.timeout',
      disposition: 'retry',
      message: expect.stringContaining('got no answer within 30000 ms, before it was sent.'),
    });
    await dispatcher.destroy();
  });

  test('and is not written after all once it was given up', async () => {
    const controller = new AbortController();
    const server = await startServer((_, response) => json(response, 200, {}));
    const connect = buildConnector({});
    const connected = createGate();
    const dispatcher = new Agent({
      connect: (options, callback) => {
        controller.abort();
        connect(options, (...outcome) => {
          callback(...outcome);
          connected.open();
        });
      },
    });
    const http = clientOf(server.origin, { dispatcher });
    await expect(http.post('/', { json: json1, signal: controller.signal })).rejects.toMatchObject({
      code: 'http.aborted',
      disposition: 'retry',
    });
    await connected.opened;
    await http.get('/after');
    expect(server.requests.map(({ path }) => path)).toEqual(['/after']);
    await dispatcher.close();
  });
});

/** Ways in which a vendor leaves a request that was written without an answer. */
const silences = {
  'reset after it was read': () =>
    startTcpServer((socket) => void socket.once('data', () => socket.resetAndDestroy())),
  'reset before it was read': () => {
    const accepted = createGate();
    let unread: Socket | undefined;
    onNext('undici:client:sendHeaders', () => void accepted.opened.then(() => unread?.resetAndDestroy()));
    return startTcpServer((socket) => {
      unread = socket.pause();
      accepted.open();
    });
  },
  'closed without an answer': () => startTcpServer((socket) => void socket.once('data', () => socket.end())),
  'answered with something that is not HTTP': () =>
    startTcpServer((socket) => void socket.once('data', () => socket.end('SENTINELANSWER\r\n\r\n'))),
  'answered with half a head': () =>
    startTcpServer((socket) => void socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-le'))),
  'answered with half a body': () =>
    startTcpServer(
      (socket) =>
        void socket.once('data', () =>
          socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nSENTINELANSWER'),
        ),
    ),
  'answered with a body cut by a reset': () =>
    startServer((_, response) => {
      response
        .writeHead(200, { 'content-length': '99' })
        .write('SENTINELANSWER', () => response.socket?.resetAndDestroy());
    }),
};

describe('a request that was written and then broke off', () => {
  test.each(Object.entries(silences))('%s: ambiguous when it must not be done twice', async (_, start) => {
    const { origin } = await start();
    await expect(clientOf(origin).post(secretPath, { json: json1 })).rejects.toMatchObject({
      code: 'http.interrupted',
      disposition: 'ambiguous',
    });
  });

  test.each(Object.entries(silences))('%s: tried again when it may', async (_, start) => {
    const { origin } = await start();
    await expect(clientOf(origin).put(secretPath, { json: json1, idempotent: true })).rejects.toMatchObject({
      code: 'http.interrupted',
      disposition: 'retry',
    });
  });

  test('on a kept-alive connection is as ambiguous as on a new one', async () => {
    const server = await startServer((_, response, number) => {
      if (number === 1) json(response, 200, {});
      else response.socket?.resetAndDestroy();
    });
    const http = clientOf(server.origin);
    await http.get('/');
    // undici takes a connection up again after a turn of the event loop.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    await expect(http.post(secretPath, { json: json1 })).rejects.toMatchObject({
      code: 'http.interrupted',
      disposition: 'ambiguous',
    });
    expect(server.connections()).toBe(1);
  });

  test('is told from one that was not written by whether undici wrote it, however the race ends', async () => {
    let written = 0;
    const count = (): void => {
      written += 1;
    };
    subscribe('undici:client:sendHeaders', count);
    const { origin } = await startTcpServer((socket) => void socket.resetAndDestroy());
    for (let round = 0; round < 20; round += 1) {
      const before = written;
      const error = await clientOf(origin)
        .post(secretPath, { json: json1 })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject(
        written > before
          ? { code: 'http.interrupted', disposition: 'ambiguous' }
          : { code: 'http.network', disposition: 'retry' },
      );
    }
    unsubscribe('undici:client:sendHeaders', count);
  });
});

describe('a vendor that does not come to an end in time', () => {
  const stalls = {
    'never answers': (response: ServerResponse, clock: { advance: (ms: number) => void }) => {
      expect(response.writable).toBe(true);
      clock.advance(30_000);
    },
    'never ends its answer': (response: ServerResponse, clock: { advance: (ms: number) => void }) => {
      onNext('undici:request:headers', () => clock.advance(30_000));
      response.writeHead(200).write('SENTINELANSWER');
    },
  };

  test.each(Object.entries(stalls))('%s: ambiguous or tried again', async (_, stall) => {
    for (const idempotent of [false, true]) {
      const clock = createSteppedClock(0);
      const server = await startServer((_request, response) => stall(response, clock));
      await expect(
        clientOf(server.origin, { clock }).post(secretPath, { json: json1, idempotent }),
      ).rejects.toMatchObject({
        code: 'http.timeout',
        disposition: idempotent ? 'retry' : 'ambiguous',
        message: expect.stringContaining('got no answer within 30000 ms, after it was sent.'),
      });
    }
  });

  test('is left after the time that the request itself sets, measured on the real clock', async () => {
    const server = await startServer(() => {});
    await expect(clientOf(server.origin).get('/', { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'http.timeout',
    });
  });

  test('trickles: the time is that of the whole call', async () => {
    const server = await startServer((_, response) => {
      const trickle = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(trickle));
    });
    await expect(clientOf(server.origin).get('/', { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'http.timeout',
    });
  });

  test('sent an error status before: that is its answer', async () => {
    const clock = createSteppedClock(0);
    const server = await startServer((_, response) => {
      onNext('undici:request:headers', () => clock.advance(30_000));
      response.writeHead(422).write('{');
    });
    await expect(clientOf(server.origin, { clock }).post('/')).rejects.toMatchObject({
      code: 'http.rejected',
      vendorStatus: 422,
    });
  });

  test('is not asked when the credentials are not there in time', async () => {
    const clock = createSteppedClock(0);
    const server = await startServer((_, response) => json(response, 200, {}));
    const headers = (): Promise<never> => {
      queueMicrotask(() => clock.advance(30_000));
      return new Promise(() => {});
    };
    await expect(clientOf(server.origin, { clock, headers }).post('/')).rejects.toMatchObject({
      code: 'http.timeout',
      disposition: 'retry',
    });
    expect(server.connections()).toBe(0);
  });
});

describe('a caller that gives up', () => {
  test('before the call: nothing is done', async () => {
    const server = await startServer((_, response) => json(response, 200, {}));
    let asked = 0;
    const headers = () => {
      asked += 1;
      return {};
    };
    await expect(
      clientOf(server.origin, { headers }).post('/', { signal: AbortSignal.abort(new Error(token)) }),
    ).rejects.toMatchObject({ code: 'http.aborted', disposition: 'retry' });
    expect([asked, server.connections()]).toEqual([0, 0]);
  });

  test('while the credentials are fetched', async () => {
    const controller = new AbortController();
    const server = await startServer((_, response) => json(response, 200, {}));
    const headers = (): Promise<never> => {
      controller.abort();
      return new Promise(() => {});
    };
    await expect(
      clientOf(server.origin, { headers }).post('/', { signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'http.aborted', disposition: 'retry' });
    expect(server.connections()).toBe(0);
  });

  test.each([
    ['after the request was read', (_: ServerResponse, abort: () => void) => abort()],
    [
      'while the answer comes',
      (response: ServerResponse, abort: () => void) => {
        onNext('undici:request:headers', abort);
        response.writeHead(200).write('SENTINELANSWER');
      },
    ],
    [
      'while an error comes',
      (response: ServerResponse, abort: () => void) => {
        onNext('undici:request:headers', abort);
        response.writeHead(500).write('SENTINELANSWER');
      },
    ],
  ])('%s: ambiguous, and the connection is closed', async (_, during) => {
    const controller = new AbortController();
    const closed = createGate();
    const server = await startServer((_request, response) => {
      response.on('close', closed.open);
      during(response, () => controller.abort());
    });
    await expect(
      clientOf(server.origin).post(secretPath, { json: json1, signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'http.aborted', disposition: 'ambiguous' });
    await closed.opened;
  });

  test('of what may be done twice leaves nothing ambiguous', async () => {
    const controller = new AbortController();
    const server = await startServer(() => controller.abort());
    await expect(clientOf(server.origin).get('/', { signal: controller.signal })).rejects.toMatchObject({
      code: 'http.aborted',
      disposition: 'retry',
    });
  });
});

test('a call that ended leaves neither timer nor listener behind', async () => {
  const clock = createSteppedClock(0);
  const { signal } = new AbortController();
  const server = await startServer((_, response) => json(response, 200, {}));
  const http = clientOf(server.origin, { clock });
  await http.get('/', { signal });
  await expect(http.get('/../', { signal })).rejects.toMatchObject({ code: 'action.input_invalid' });
  expect([clock.pending(), getEventListeners(signal, 'abort')]).toEqual([0, []]);
});

describe('an answer above the limit', () => {
  const limited = { maxResponseBytes: 1_000 };

  test('that announces itself is not read, and the connection is closed', async () => {
    const closed = createGate();
    const server = await startServer((_, response) => {
      response.on('close', closed.open);
      response.writeHead(200, { 'content-length': '1001' }).write('x');
    });
    await expect(clientOf(server.origin, limited).post(secretPath)).rejects.toMatchObject({
      code: 'http.response_too_large',
      disposition: 'ambiguous',
      vendorStatus: 200,
    });
    await closed.opened;
  });

  test('that never ends is counted while it comes', async () => {
    const closed = createGate();
    let written = 0;
    const server = await startServer((_, response) => {
      const more = (): void => {
        written += 1;
        if (response.writable) response.write('x'.repeat(100), () => setImmediate(more));
      };
      response.on('close', closed.open);
      more();
    });
    await expect(clientOf(server.origin, limited).get('/')).rejects.toMatchObject({
      code: 'http.response_too_large',
      disposition: 'reject',
      message: expect.stringContaining('answered more than 1000 bytes.'),
    });
    await closed.opened;
    expect(written).toBeGreaterThan(10);
  });

  test('by a single byte, and without a word, is refused', async () => {
    const server = await startServer((_, response) => {
      response.write('x'.repeat(1_000));
      response.end('x');
    });
    await expect(clientOf(server.origin, limited).get('/')).rejects.toMatchObject({
      code: 'http.response_too_large',
    });
  });

  test('that hides in compression is not unpacked', async () => {
    const server = await startServer(
      (_, response) =>
        void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(100_000))),
    );
    await expect(clientOf(server.origin, limited).get('/')).rejects.toMatchObject({
      code: 'http.response_too_large',
    });
  });

  test('that is an error is one still', async () => {
    const server = await startServer((_, response) => void response.writeHead(400).end('x'.repeat(5_000)));
    await expect(clientOf(server.origin, limited).post('/')).rejects.toMatchObject({
      code: 'http.rejected',
      vendorStatus: 400,
    });
  });

  test('just within it is read', async () => {
    const server = await startServer((_, response) => void response.end('x'.repeat(1_000)));
    expect((await clientOf(server.origin, limited).get('/')).body).toHaveLength(1_000);
  });
});

test('no error made here shows a credential, a path, a body or an answer', () => {
  expect(watch.errors.length).toBeGreaterThan(30);
  expect(watch.leaks()).toEqual([]);
});
