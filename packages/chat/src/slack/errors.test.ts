import { inspect } from 'node:util';
import { serveFetch } from '@touchline/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { botToken, type Connection, connect, signingSecret } from './fixtures/connection.ts';
import { slack } from './index.ts';

const text = 'sentinel words for ada@example.com';
let connection: Connection;
beforeAll(async () => {
  connection = await connect();
});
afterAll(() => connection.close());

const send = (conversationId = 'C0GENERAL1') =>
  connection.connector.actions.sendMessage({ conversationId, text }, { idempotencyKey: 'k' });

const failWith = (error: string, more: object = {}) =>
  connection.sandbox.answerNext({ status: 200, body: { ok: false, error, ...more } });

describe('a 200 that failed', () => {
  test.each([
    ['ratelimited', 'http.rate_limited', 'retry'],
    ['rate_limited', 'http.rate_limited', 'retry'],
    ['service_unavailable', 'http.server_error', 'retry'],
    ['request_timeout', 'http.server_error', 'retry'],
    ['not_authed', 'http.unauthorized', 'reauthorize'],
    ['invalid_auth', 'http.unauthorized', 'reauthorize'],
    ['token_expired', 'http.unauthorized', 'reauthorize'],
    ['token_revoked', 'http.unauthorized', 'reauthorize'],
    ['account_inactive', 'http.unauthorized', 'reauthorize'],
    ['missing_scope', 'http.unauthorized', 'reauthorize'],
    ['channel_not_found', 'http.rejected', 'reject'],
    ['not_in_channel', 'http.rejected', 'reject'],
    ['is_archived', 'http.rejected', 'reject'],
    ['msg_too_long', 'http.rejected', 'reject'],
    ['no_text', 'http.rejected', 'reject'],
    ['restricted_action', 'http.rejected', 'reject'],
    ['a_code_of_tomorrow', 'http.rejected', 'reject'],
    ['constructor', 'http.rejected', 'reject'],
  ])('%s is %s, so %s', async (error, code, disposition) => {
    failWith(error);
    await expect(send()).rejects.toThrow(
      expect.objectContaining({
        code,
        disposition,
        vendorCode: error,
        vendorStatus: 200,
        connector: 'slack',
      }),
    );
  });

  test('says where blocks are wrong, and not what stood there', async () => {
    failWith('invalid_blocks', {
      response_metadata: {
        messages: [`[ERROR] invalid "${text}" [json-pointer:/blocks/0/text/text]`, '[ERROR] no pointer'],
      },
    });
    await expect(send()).rejects.toThrow(
      /failed invalid_blocks: The blocks are not as Slack has them\. See \/blocks\/0\/text\/text\.$/,
    );
  });

  test('without a code is rejected all the same', async () => {
    connection.sandbox.answerNext({ status: 200, body: { ok: false } });
    await expect(send()).rejects.toThrow(expect.objectContaining({ disposition: 'reject' }));
  });
});

describe('a status that says it', () => {
  test.each([
    [401, 'http.unauthorized', 'reauthorize'],
    [403, 'http.unauthorized', 'reauthorize'],
    [404, 'http.rejected', 'reject'],
    [409, 'http.rejected', 'reject'],
    [422, 'http.rejected', 'reject'],
    [429, 'http.rate_limited', 'retry'],
    [500, 'http.server_error', 'retry'],
    [503, 'http.server_error', 'retry'],
  ])('%i is %s, so %s', async (status, code, disposition) => {
    connection.sandbox.answerNext({
      status,
      headers: { 'content-type': 'text/html' },
      body: `<html><body>${text}</body></html>`,
    });
    await expect(send()).rejects.toThrow(
      expect.objectContaining({ code, disposition, vendorStatus: status }),
    );
  });

  test('429 says how long to wait', async () => {
    connection.sandbox.answerNext({
      status: 429,
      headers: { 'retry-after': '30' },
      body: { ok: false, error: 'ratelimited' },
    });
    await expect(send()).rejects.toThrow(
      expect.objectContaining({ code: 'http.rate_limited', retryAfterMs: 30_000, vendorCode: 'ratelimited' }),
    );
  });
});

describe('no answer', () => {
  test('to a post is ambiguous; to an edit it is tried again', async () => {
    let requests = 0;
    const silent = await serveFetch(() => {
      requests += 1;
      return new Promise(() => undefined);
    });
    const impatient = slack(
      { botToken, signingSecret, baseUrl: `${silent.url}/api` },
      { http: { timeoutMs: 150 } },
    );
    const { sendMessage, editMessage } = impatient.actions;
    await expect(sendMessage({ conversationId: 'C1', text })).rejects.toThrow(
      expect.objectContaining({ code: 'http.timeout', disposition: 'ambiguous' }),
    );
    expect(requests).toBe(1);
    await expect(editMessage({ conversationId: 'C1', messageId: '1.2', text })).rejects.toThrow(
      expect.objectContaining({ code: 'http.timeout', disposition: 'retry' }),
    );
    await impatient.close();
    await silent.close();
  });
});

test('a server that is not there got nothing, so the post is tried again', async () => {
  const gone = await serveFetch(() => Promise.reject(new Error('never asked')));
  await gone.close();
  const connector = slack({ botToken, signingSecret, baseUrl: `${gone.url}/api` });
  await expect(connector.actions.sendMessage({ conversationId: 'C1', text })).rejects.toThrow(
    expect.objectContaining({ code: 'http.network', disposition: 'retry' }),
  );
  await connector.close();
});

test('an answer that is not Slack’s is no success', async () => {
  connection.sandbox.answerNext({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<html></html>',
  });
  await expect(
    connection.connector.actions.deleteMessage({ conversationId: 'C0GENERAL1', messageId: '1.2' }),
  ).rejects.toThrow(expect.objectContaining({ code: 'http.response_invalid' }));
});

describe('no error tells', () => {
  test.each([
    ['a secret that Slack echoes', { status: 200, body: { ok: false, error: `invalid_auth ${botToken}` } }],
    ['the words of the message', { status: 400, body: { ok: false, error: 'no_text', message: text } }],
    ['what a page says', { status: 500, body: `<html>${text} ${botToken}</html>` }],
  ])('%s', async (_, answer) => {
    connection.sandbox.answerNext(answer);
    const error: unknown = await send().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    const shown = `${String(error)}\n${JSON.stringify(error)}\n${inspect(error, { depth: 10, showHidden: true })}`;
    expect(shown).not.toMatch(/sentinel|ada@/);
  });

  test('a config that is shown', () => {
    expect(inspect(connection.connector, { depth: 12, showHidden: true })).not.toContain('sentinel');
  });
});
