import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noon, requestOf } from './fixtures/signed-request.ts';
import {
  holdToAnnouncedLength,
  readWebhookRequest,
  signRequest,
  standardWebhooks,
  toRequest,
  verifySignature,
} from './index.ts';

const coded = (code: string) => expect.objectContaining({ code });
const url = 'https://shop.example.com/hooks?a=1';

/** A body that comes in chunks for ever, and tells how many were taken and whether it was let go. */
const endless = (chunk: Uint8Array) => {
  const taken = { chunks: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        taken.chunks += 1;
        controller.enqueue(chunk);
      },
      cancel: () => {
        taken.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { taken, body };
};

const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  new Request(url, { method: 'POST', headers, body: body ?? null, duplex: 'half' } as RequestInit);

describe('readWebhookRequest', () => {
  test('keeps the bytes as they came, and lowers the names of headers', async () => {
    const rawBody = Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d, 0x0d, 0x0a, 0xff, 0x00]);
    const read = await readWebhookRequest(
      post(rawBody, { 'X-Signature': 'AbC', 'Content-Type': 'text/plain' }),
    );
    expect(read).toMatchObject({ method: 'POST', url });
    expect(read.headers['x-signature']).toBe('AbC');
    expect(Buffer.from(read.rawBody)).toEqual(rawBody);
  });

  test('joins a header that was sent twice', async () => {
    const request = post('{}');
    request.headers.append('X-Signature', 'a');
    request.headers.append('x-signature', 'b');
    expect((await readWebhookRequest(request)).headers['x-signature']).toBe('a, b');
  });

  test('lets no header reach a prototype', async () => {
    const request = post('{}');
    request.headers.set('__proto__', 'p');
    const { headers } = await readWebhookRequest(request);
    expect(Object.keys(headers)).toContain('__proto__');
    expect(headers.tostring).toBeUndefined();
    expect(({} as { p?: string }).p).toBeUndefined();
  });

  test.each([undefined, null, { method: 'POST', url: '/hooks', headers: { host: 'x' } }])(
    'says what it takes when it gets something else: %j',
    async (request) => {
      await expect(readWebhookRequest(request as never)).rejects.toThrow(
        expect.objectContaining({
          code: 'config.invalid',
          message: 'readWebhookRequest takes a web Request, not one of node:http.',
        }),
      );
    },
  );

  test('reads a request without a body', async () => {
    const read = await readWebhookRequest(new Request(url));
    expect(read).toMatchObject({ method: 'GET', rawBody: new Uint8Array() });
  });

  test('takes a body of exactly the limit, and none of one byte more', async () => {
    const limit = { maxBodyBytes: 10 };
    expect((await readWebhookRequest(post('x'.repeat(10)), limit)).rawBody).toHaveLength(10);
    await expect(readWebhookRequest(post('x'.repeat(11)), limit)).rejects.toThrow(
      coded('webhook.body_too_large'),
    );
  });

  test('takes one mebibyte by default', async () => {
    expect((await readWebhookRequest(post(new Uint8Array(1_048_576)))).rawBody).toHaveLength(1_048_576);
    await expect(readWebhookRequest(post(new Uint8Array(1_048_577)))).rejects.toThrow(
      coded('webhook.body_too_large'),
    );
  });

  test('refuses by the announced length before it reads anything', async () => {
    const { taken, body } = endless(Buffer.from('x'));
    await expect(readWebhookRequest(post(body, { 'content-length': '1048577' }))).rejects.toThrow(
      coded('webhook.body_too_large'),
    );
    expect(taken).toEqual({ chunks: 0, cancelled: true });
  });

  test('stops an endless body at the limit and lets it go, whatever length it announced', async () => {
    const { taken, body } = endless(new Uint8Array(100));
    const request = post(body, { 'content-length': '5' });
    await expect(readWebhookRequest(request, { maxBodyBytes: 1_000 })).rejects.toThrow(
      coded('webhook.body_too_large'),
    );
    expect(taken).toEqual({ chunks: 11, cancelled: true });
  });

  test('reads the body at once where the announced length is held to, within the limit all the same', async () => {
    const held = holdToAnnouncedLength(post('{}', { 'content-length': '2' }));
    expect((await readWebhookRequest(held)).rawBody).toEqual(new TextEncoder().encode('{}'));
    await expect(readWebhookRequest(held)).rejects.toThrow(coded('webhook.body_malformed'));
    const large = holdToAnnouncedLength(post('{}', { 'content-length': '1048577' }));
    await expect(readWebhookRequest(large)).rejects.toThrow(coded('webhook.body_too_large'));
    const unannounced = endless(new Uint8Array(100));
    const counted = holdToAnnouncedLength(post(unannounced.body));
    await expect(readWebhookRequest(counted, { maxBodyBytes: 1_000 })).rejects.toThrow(
      coded('webhook.body_too_large'),
    );
  });

  test('takes the headers as Node has them, joined as the request would join them', async () => {
    const rawHeaders = [
      ...['Content-Length', '2', 'X-Sig', 'v1=a', 'x-sig', 'v1=b', 'Cookie', 'a=1', 'cookie', 'b=2'],
      ...['__proto__', 'x', 'X-Empty', ''],
    ];
    const pairs = rawHeaders.flatMap((name, at) =>
      at % 2 === 0 ? [[name, rawHeaders[at + 1]] as [string, string]] : [],
    );
    const request = () =>
      new Request('https://hooks.example.com/', { method: 'POST', body: '{}', headers: pairs });
    const plain = await readWebhookRequest(request());
    const received = await readWebhookRequest(holdToAnnouncedLength(request(), rawHeaders));
    expect(Object.entries(received.headers).sort()).toEqual(
      Object.entries(plain.headers)
        .filter(([name]) => name !== 'content-type')
        .sort(),
    );
    expect(received.headers['x-sig']).toBe('v1=a, v1=b');
  });

  test('answers although the source never lets go', async () => {
    const body = new ReadableStream<Uint8Array>({ cancel: () => new Promise(() => undefined) });
    await expect(readWebhookRequest(post(body, { 'content-length': '9999999' }))).rejects.toThrow(
      coded('webhook.body_too_large'),
    );
  });

  test.for(['-1', '1e3', '0x10', '5, 5', 'many'])('refuses the announced length %j', async (length) => {
    await expect(readWebhookRequest(post('{}', { 'content-length': length }))).rejects.toThrow(
      coded('webhook.body_malformed'),
    );
  });

  test('refuses a compressed body instead of inflating it', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    await expect(readWebhookRequest(post(bomb, { 'content-encoding': 'gzip' }))).rejects.toThrow(
      coded('webhook.body_malformed'),
    );
    expect((await readWebhookRequest(post('{}', { 'content-encoding': 'Identity' }))).rawBody).toHaveLength(
      2,
    );
  });

  test('refuses a body that breaks off, or that somebody has read', async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('reset')),
    });
    await expect(readWebhookRequest(post(broken))).rejects.toThrow(coded('webhook.body_malformed'));
    const used = post('{}');
    await used.text();
    await expect(readWebhookRequest(used)).rejects.toThrow(coded('webhook.body_malformed'));
    const locked = post('{}');
    locked.body?.getReader();
    await expect(readWebhookRequest(locked)).rejects.toThrow(coded('webhook.body_malformed'));
  });

  test('gives the public URL, letter by letter, with the query that came', async () => {
    const read = await readWebhookRequest(post('{}'), { publicUrl: 'https://Shop.example.com:443/A%2fb' });
    expect(read.url).toBe('https://Shop.example.com:443/A%2fb?a=1');
  });
});

describe('toRequest', () => {
  test('is undone by readWebhookRequest', async () => {
    const request = requestOf({ headers: { 'x-a': '1', 'content-type': 'application/json' }, url });
    const read = await readWebhookRequest(toRequest(request));
    expect({ ...read, headers: { ...read.headers }, rawBody: Buffer.from(read.rawBody) }).toEqual(request);
  });

  test('leaves out what describes the connection, and the body of a GET', async () => {
    const request = requestOf({ method: 'GET', headers: { 'content-length': '99', connection: 'close' } });
    const read = await readWebhookRequest(toRequest(request));
    expect(read).toMatchObject({ method: 'GET', rawBody: new Uint8Array() });
    expect(Object.keys(read.headers)).toEqual([]);
  });

  test('carries a signature over', async () => {
    const secret = 'whsec_c2VjcmV0';
    const signed = signRequest(standardWebhooks, requestOf(), { secret, now: noon, values: { id: 'msg_1' } });
    const read = await readWebhookRequest(toRequest(signed));
    expect(
      verifySignature(standardWebhooks, read, { secrets: secret, clock: { now: () => noon } }).signedAtMs,
    ).toBe(noon);
  });
});

describe('a webhook that comes over a socket', () => {
  let server: Server;
  let answered: unknown[] = [];

  beforeAll(async () => {
    server = createServer(async (incoming, response) => {
      const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
        (values ?? []).map((value): [string, string] => [name, value]),
      );
      const body = ReadableStream.from(incoming) as ReadableStream<Uint8Array>;
      const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
        method: incoming.method ?? 'POST',
        headers,
        body,
        duplex: 'half',
      } as RequestInit);
      const outcome = await readWebhookRequest(request, { maxBodyBytes: 1_000 }).catch(
        (error: unknown) => error,
      );
      answered.push(outcome);
      response.writeHead(204, { connection: 'close' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const sendRaw = (text: string) =>
    new Promise<void>((resolve, reject) => {
      answered = [];
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(text));
      socket
        .on('data', () => socket.end())
        .on('close', () => resolve())
        .on('error', reject);
    });

  test('keeps its bytes over chunked transfer, and its doubled header doubled', async () => {
    await sendRaw(
      'POST /hooks HTTP/1.1\r\nHost: x\r\nX-Signature: a\r\nX-Signature: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[{}\r\n3\r\n]\r\n\r\n0\r\n\r\n',
    );
    expect(answered).toMatchObject([
      { headers: { 'x-signature': 'a, b' }, rawBody: Uint8Array.from(Buffer.from('[{}]\r\n')) },
    ]);
  });

  test('is refused when its chunks add up to too much', async () => {
    const chunk = `100\r\n${'x'.repeat(256)}\r\n`;
    await sendRaw(
      `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(4)}0\r\n\r\n`,
    );
    expect(answered).toEqual([coded('webhook.body_too_large')]);
  });
});
