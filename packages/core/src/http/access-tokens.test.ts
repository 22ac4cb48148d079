import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { Secret } from '../privacy/secret.ts';
import { createLeakWatch } from './fixtures/leak-watch.ts';
import { json, type ReceivedRequest, startServer, stopServers } from './fixtures/loopback.ts';
import { createGate } from './fixtures/signals.ts';
import { createSteppedClock } from './fixtures/stepped-clock.ts';
import type { HttpClientOptions } from './http-client.ts';

const clientSecret = 'S3NTINEL/secret+of=the client';
const watch = createLeakWatch([clientSecret, 'S3NTINEL', 'T0KEN']);

afterEach(async () => {
  expect(watch.leaks()).toEqual([]);
  await watch.close();
  await stopServers();
});

/** A vendor that gives out T0KEN-1, T0KEN-2, … and a client of it. */
const start = async (
  answer: {
    readonly token?: (response: ServerResponse, number: number) => unknown;
    readonly api?: (request: ReceivedRequest, response: ServerResponse) => unknown;
  } = {},
  options: Partial<HttpClientOptions> = {},
) => {
  const clock = createSteppedClock(0, { skipUnderMs: 1_000 });
  let tokens = 0;
  const server = await startServer((request, response) => {
    if (request.path !== '/oauth2/token')
      return answer.api ? answer.api(request, response) : json(response, 200, {});
    tokens += 1;
    const give = () => json(response, 200, { access_token: `T0KEN-${tokens}`, expires_in: 3_600 });
    return answer.token ? answer.token(response, tokens) : give();
  });
  const http = watch.client({
    baseUrl: server.origin,
    clock,
    clientCredentials: {
      tokenUrl: '/oauth2/token',
      clientId: 'client:1',
      clientSecret: new Secret(clientSecret),
    },
    ...options,
  });
  return {
    clock,
    http,
    server,
    asked: () => server.requests.filter(({ path }) => path === '/oauth2/token'),
    used: () =>
      server.requests
        .filter(({ path }) => path !== '/oauth2/token')
        .map(({ headers }) => headers.authorization),
  };
};

describe('an access token', () => {
  test('is asked for with the credentials, form-encoded in Basic, and carried by every call', async () => {
    const { http, asked, used } = await start({}, { headers: { 'x-version': '1' } });
    await http.get('/a');
    await http.post('/b', { json: {} });
    expect(asked()).toMatchObject([
      {
        method: 'POST',
        body: 'grant_type=client_credentials',
        headers: {
          authorization: `Basic ${Buffer.from('client%3A1:S3NTINEL%2Fsecret%2Bof%3Dthe+client').toString('base64')}`,
        },
      },
    ]);
    expect(asked()[0]?.headers).not.toHaveProperty('x-version');
    expect(used()).toEqual(['Bearer T0KEN-1', 'Bearer T0KEN-1']);
  });

  test('is asked for in a form, with further fields, where the vendor wants it so', async () => {
    const { http, asked } = await start(
      {},
      {
        clientCredentials: {
          tokenUrl: '/oauth2/token',
          clientId: 'client-1',
          clientSecret,
          authentication: 'form',
          form: { scope: 'api' },
        },
      },
    );
    await http.get('/');
    expect(Object.fromEntries(new URLSearchParams(asked()[0]?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'client-1',
      client_secret: clientSecret,
      scope: 'api',
    });
    expect(asked()[0]?.headers).not.toHaveProperty('authorization');
  });

  test('is asked for once by all calls that need it, and by those that gave up as well', async () => {
    const gate = createGate();
    const { http, asked, used } = await start({
      token: async (response) => {
        await gate.opened;
        json(response, 200, { access_token: 'T0KEN-1', expires_in: 3_600 });
      },
    });
    const controller = new AbortController();
    const impatient = http.get('/', { signal: controller.signal });
    const patient = Promise.all([http.get('/'), http.post('/')]);
    controller.abort();
    await expect(impatient).rejects.toThrow(expect.objectContaining({ code: 'http.aborted' }));
    gate.open();
    await patient;
    expect(asked()).toHaveLength(1);
    expect(used()).toEqual(['Bearer T0KEN-1', 'Bearer T0KEN-1']);
  });

  test('is renewed a minute before its end, by the clock of the connector', async () => {
    const { http, clock, used } = await start();
    await http.get('/');
    clock.advance(3_539_999);
    await http.get('/');
    clock.advance(1);
    await http.get('/');
    expect(used()).toEqual(['Bearer T0KEN-1', 'Bearer T0KEN-1', 'Bearer T0KEN-2']);
  });

  test('that lives shorter than two margins is used for half of its life', async () => {
    const { http, clock, used } = await start({
      token: (response, number) => json(response, 200, { access_token: `T0KEN-${number}`, expires_in: '10' }),
    });
    await http.get('/');
    clock.advance(4_999);
    await http.get('/');
    clock.advance(1);
    await http.get('/');
    expect(used()).toEqual(['Bearer T0KEN-1', 'Bearer T0KEN-1', 'Bearer T0KEN-2']);
  });

  test('of which no end is told is used until it is refused', async () => {
    const { http, clock, asked } = await start({
      token: (response) => json(response, 200, { access_token: 'T0KEN-1' }),
    });
    await http.get('/');
    clock.advance(365 * 24 * 3_600_000);
    await http.get('/');
    expect(asked()).toHaveLength(1);
  });

  test('stays out of what is sent to others', async () => {
    const other = await startServer((_, response) => json(response, 200, {}));
    const { http, asked } = await start({}, { allowPrivateAddresses: true });
    await http.get(`${other.origin}/file`);
    expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(asked()).toEqual([]);
  });

  test('is asked for over the transport that the client was given', async () => {
    const sent: string[] = [];
    const { http } = await start(
      {},
      {
        send: async ({ url }) => {
          sent.push(new URL(url).pathname);
          const body = JSON.stringify({ access_token: 'T0KEN-1' });
          return { status: 200, headers: {}, body: new TextEncoder().encode(body) };
        },
      },
    );
    await http.get('/a');
    expect(sent).toEqual(['/oauth2/token', '/a']);
  });

  test('is not asked for at an address that an outside URL may not lead to', async () => {
    const { http } = await start(
      {},
      { clientCredentials: { tokenUrl: 'https://169.254.169.254/token', clientId: 'a', clientSecret } },
    );
    await expect(http.get('/')).rejects.toThrow(expect.objectContaining({ code: 'http.url_forbidden' }));
  });
});

describe('a token that is refused', () => {
  test('is replaced, and the call sent once more, even one that must not happen twice', async () => {
    const { http, used } = await start({
      api: ({ headers }, response) =>
        json(response, headers.authorization === 'Bearer T0KEN-1' ? 401 : 201, {}),
    });
    expect((await http.post('/payments', { json: {} })).status).toBe(201);
    await http.get('/');
    expect(used()).toEqual(['Bearer T0KEN-1', 'Bearer T0KEN-2', 'Bearer T0KEN-2']);
  });

  test('is replaced once, however many calls it was refused to', async () => {
    const { http, asked } = await start({
      api: ({ headers }, response) =>
        json(response, headers.authorization === 'Bearer T0KEN-1' ? 401 : 200, {}),
    });
    await Promise.all([http.get('/'), http.get('/'), http.get('/')]);
    expect(asked()).toHaveLength(2);
  });

  test('twice over pauses the route', async () => {
    const { http, used } = await start({
      api: (_, response) => json(response, 401, { error: 'invalid_token' }),
    });
    await expect(http.post('/')).rejects.toThrow(
      expect.objectContaining({ code: 'http.unauthorized', disposition: 'reauthorize', vendorStatus: 401 }),
    );
    expect(used()).toEqual(['Bearer T0KEN-1', 'Bearer T0KEN-2']);
  });

  test('only with a 401 is: a 403 is about what it may do', async () => {
    const { http, used } = await start({ api: (_, response) => json(response, 403, {}) });
    await expect(http.get('/')).rejects.toThrow(expect.objectContaining({ vendorStatus: 403 }));
    expect(used()).toHaveLength(1);
  });
});

describe('an endpoint that gives no token', () => {
  test.each<[number, unknown, string, string, string | undefined]>([
    [401, { error: 'invalid_client' }, 'http.unauthorized', 'reauthorize', 'invalid_client'],
    [400, { error: 'invalid_client' }, 'http.unauthorized', 'reauthorize', 'invalid_client'],
    [400, { error: 'invalid_scope' }, 'http.unauthorized', 'reauthorize', 'invalid_scope'],
    [404, {}, 'http.unauthorized', 'reauthorize', undefined],
    [429, {}, 'http.rate_limited', 'retry', undefined],
    [500, {}, 'http.server_error', 'retry', undefined],
    [502, {}, 'http.server_error', 'retry', undefined],
    [200, { token: 'T0KEN' }, 'http.response_invalid', 'retry', undefined],
    [200, { access_token: 'T0KEN\r\nx: 1' }, 'http.response_invalid', 'retry', undefined],
  ])('with %i %o is %s, and the call is not sent', async (status, body, code, disposition, vendorCode) => {
    const { http, used } = await start({ token: (response) => json(response, status, body) });
    const failing = http.post('/payments', { json: {} });
    await expect(failing).rejects.toThrow(expect.objectContaining({ code, disposition }));
    const [error] = watch.errors.slice(-1);
    expect((error as { vendorCode?: string }).vendorCode).toBe(vendorCode);
    expect(used()).toEqual([]);
  });

  test('is asked again by the next call', async () => {
    const { http } = await start({
      token: (response, number) =>
        number === 1 ? json(response, 401, {}) : json(response, 200, { access_token: 'T0KEN' }),
    });
    await expect(http.get('/')).rejects.toThrow('(accessToken.get) answered 401');
    expect((await http.get('/')).status).toBe(200);
  });

  test('shows no secret, even when it repeats them', async () => {
    const { http } = await start({
      token: (response) =>
        json(response, 400, { error: 'invalid_client', error_description: `No: ${clientSecret}` }),
    });
    await expect(http.get('/')).rejects.toThrow('invalid_client');
  });

  test('is found out about at set-up where it is misspelt', async () => {
    const wrong = { tokenURL: '/t', clientId: 'a', clientSecret } as never;
    await expect(start({}, { clientCredentials: wrong })).rejects.toThrow(
      expect.objectContaining({ code: 'config.invalid', message: expect.stringContaining('tokenURL') }),
    );
  });
});
