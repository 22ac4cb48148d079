import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineAction, defineConnector, failover } from '../connector/index.ts';
import { secret } from '../privacy/secret.ts';
import { createDryRun } from './dry-run.ts';
import type { Send } from './transport.ts';

const send = defineAction({
  name: 'sendLine',
  title: 'Send a line',
  description: 'Sends a line.',
  input: z.object({ line: z.string() }),
  output: z.object({ id: z.string() }),
  effect: 'write',
  idempotent: 'key',
});

/** A vendor whose credentials stand everywhere that vendors want them: in the path, the query, a header, the body. */
const acme = (environment: { send: Send; tokens?: boolean }, id = 'acme') =>
  defineConnector({
    id,
    title: 'Acme',
    category: 'other',
    specVersion: 1,
    config: z.object({ botToken: secret(), apiKey: secret(), clients: z.array(z.object({ pin: secret() })) }),
    http: ({ apiKey }) => ({
      baseUrl: 'https://api.acme.test',
      ...(environment.tokens
        ? { clientCredentials: { tokenUrl: '/token', clientId: 'shop', clientSecret: apiKey } }
        : { headers: { authorization: `Bearer ${apiKey.reveal()}`, 'x-version': '7' } }),
    }),
    actions: (implement) => ({
      sendLine: implement(send, async ({ line }, { http, config, idempotencyKey }) => {
        const { body } = await http.post(`/bot${config.botToken.reveal()}/lines`, {
          query: { access_token: 'a/b', page: 2 },
          json: { line, pin: config.clients[0]?.pin },
          idempotencyKey,
          response: z.object({ id: z.string() }),
        });
        return body;
      }),
    }),
  })(
    { botToken: '12:bot-secret', apiKey: 'key-secret', clients: [{ pin: 'pin "secret"' }] },
    { http: { send: environment.send, retries: 3 } },
  );

const never: Send = async () => {
  throw new Error('It was sent.');
};

describe('a dry run', () => {
  test('shows the request, once, without its credentials, and sends nothing', async () => {
    const dryRun = createDryRun();
    const { sendLine } = acme({ send: never }).actions;
    await expect(
      sendLine({ line: 'Hello.' }, { send: dryRun.send, idempotencyKey: 'key_1' }),
    ).rejects.toThrow('nothing is sent');
    expect(dryRun.requests).toEqual([
      {
        method: 'POST',
        url: 'https://api.acme.test/bot[redacted]/lines?access_token=%5Bredacted%5D&page=2',
        headers: expect.objectContaining({
          authorization: 'Bearer [redacted]',
          'idempotency-key': 'key_1',
          'x-version': '7',
        }),
        body: '{"line":"Hello.","pin":"[redacted]"}',
      },
    ]);
    expect(JSON.stringify(dryRun.requests)).not.toMatch(/bot-secret|key-secret|pin \\"secret/);
  });

  test('shows the request for an access token and the one that needs it, and leaves real tokens alone', async () => {
    const sent: string[] = [];
    const real: Send = async ({ url }) => {
      sent.push(new URL(url).pathname);
      const body = url.endsWith('/token')
        ? { access_token: 'real-token', expires_in: 600 }
        : { id: 'line_1' };
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(body)),
      };
    };
    const { sendLine } = acme({ send: real, tokens: true }).actions;
    const dryRun = createDryRun();
    await expect(sendLine({ line: 'Hello.' }, { send: dryRun.send })).rejects.toThrow();
    expect(dryRun.requests.map(({ url }) => new URL(url).pathname.replace(/%5B.*%5D/, '…'))).toEqual([
      '/token',
      expect.stringContaining('/lines'),
    ]);
    expect(dryRun.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Basic [redacted]',
      'Bearer [redacted]',
    ]);
    expect(sent).toEqual([]);
    expect(await sendLine({ line: 'Hello.' })).toEqual({ id: 'line_1' });
    expect(sent).toEqual(['/token', '/bot12:bot-secret/lines']);
  });

  test('of an input that is refused shows nothing', async () => {
    const dryRun = createDryRun();
    const { sendLine } = acme({ send: never }).actions;
    await expect(sendLine({ line: 3 } as never, { send: dryRun.send })).rejects.toThrow('line');
    expect(dryRun.requests).toEqual([]);
  });

  test('ends at the first of several connectors, and carries a trace', async () => {
    const dryRun = createDryRun();
    const { actions } = failover([acme({ send: never }, 'first'), acme({ send: never }, 'second')]);
    const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    await expect(actions.sendLine({ line: 'Hello.' }, { send: dryRun.send, trace })).rejects.toThrow();
    expect(dryRun.requests.map(({ headers }) => headers.traceparent)).toEqual([trace.traceparent]);
  });
});

test('is refused by a connector that does not speak HTTP, which then does nothing', async () => {
  let done = 0;
  const pigeon = defineConnector({
    id: 'pigeon',
    title: 'Pigeon',
    category: 'other',
    specVersion: 1,
    config: z.object({}),
    actions: (implement) => ({
      sendLine: implement(
        defineAction({
          name: 'sendLine',
          title: 'Send a line',
          description: 'Sends a line by pigeon.',
          input: z.strictObject({ line: z.string() }),
          output: z.object({}),
          effect: 'write',
          idempotent: 'no',
        }),
        async () => {
          done += 1;
          return {};
        },
      ),
    }),
  })({});
  const { send, requests } = createDryRun();
  await expect(pigeon.actions.sendLine({ line: 'Hello' }, { send })).rejects.toThrow(
    expect.objectContaining({ code: 'action.not_supported' }),
  );
  expect([done, requests]).toEqual([0, []]);
  await pigeon.actions.sendLine({ line: 'Hello' });
  expect(done).toBe(1);
});
