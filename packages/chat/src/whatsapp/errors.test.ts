import type { Disposition, TouchlineError } from '@touchline/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessToken, appSecret, type Connection, connect } from './fixtures/connection.ts';

let connection: Connection;
beforeAll(async () => {
  connection = await connect();
});
afterAll(() => connection.close());

const failing = async (response: { status: number; headers?: Record<string, string>; body?: unknown }) => {
  connection.sandbox.answerNext(response);
  const sent = connection.connector.actions.sendMessage({
    conversationId: '+16505551234',
    text: 'Private words',
  });
  return sent.then(
    () => undefined,
    (error: TouchlineError) => error,
  );
};

const graph = (code: number, more: object = {}) => ({
  error: {
    message: `(#${code}) to +16505551234: Private words`,
    type: 'OAuthException',
    code,
    fbtrace_id: 'A',
    ...more,
  },
});

describe('what a failure of the Graph API means', () => {
  test.each<[number, number, object, Disposition, string]>([
    [401, 190, {}, 'reauthorize', 'http.unauthorized'],
    [400, 190, { error_subcode: 463 }, 'reauthorize', 'http.unauthorized'],
    [403, 10, {}, 'reauthorize', 'http.unauthorized'],
    [403, 200, {}, 'reauthorize', 'http.unauthorized'],
    [403, 230, {}, 'reauthorize', 'http.unauthorized'],
    [403, 368, {}, 'reauthorize', 'http.unauthorized'],
    [429, 130429, {}, 'retry', 'http.rate_limited'],
    [400, 131056, {}, 'retry', 'http.rate_limited'],
    [400, 80007, {}, 'retry', 'http.rate_limited'],
    [400, 4, {}, 'retry', 'http.rate_limited'],
    [400, 17, {}, 'retry', 'http.rate_limited'],
    [400, 32, {}, 'retry', 'http.rate_limited'],
    [400, 613, {}, 'retry', 'http.rate_limited'],
    [500, 131000, {}, 'retry', 'http.server_error'],
    [503, 131016, {}, 'retry', 'http.server_error'],
    [503, 2, {}, 'retry', 'http.server_error'],
    [500, 1, {}, 'retry', 'http.server_error'],
    [500, 1, { error_subcode: 1357046 }, 'ambiguous', 'delivery.ambiguous'],
    [400, 99_999, { is_transient: true }, 'retry', 'http.server_error'],
    [400, 99_999, {}, 'reject', 'http.rejected'],
    [400, 131047, {}, 'reject', 'http.rejected'],
    [400, 131026, {}, 'reject', 'http.rejected'],
    [404, 132001, {}, 'reject', 'http.rejected'],
    [400, 100, {}, 'reject', 'http.rejected'],
    [403, 10, { error_subcode: 2018278 }, 'reject', 'http.rejected'],
  ])('%i with code %i %j: %s', async (status, code, more, disposition, expected) => {
    const error = await failing({ status, body: graph(code, more) });
    expect(error).toMatchObject({ code: expected, disposition, vendorStatus: status });
    expect(error?.vendorCode).toMatch(new RegExp(`^${code}(_|$)`));
  });

  test('neither words, numbers nor secrets are in the error', async () => {
    const error = await failing({ status: 400, body: graph(131047) });
    const printed = JSON.stringify(error) + String(error) + (error?.stack ?? '');
    for (const hidden of ['Private words', '6505551234', accessToken, appSecret])
      expect(printed).not.toContain(hidden);
  });

  test('a limit says in minutes how long it lasts', async () => {
    const usage = {
      '102290129340398': [{ type: 'whatsapp', call_count: 100, estimated_time_to_regain_access: 19 }],
    };
    const headers = { 'x-business-use-case-usage': JSON.stringify(usage) };
    expect(await failing({ status: 400, headers, body: graph(80007) })).toMatchObject({
      retryAfterMs: 19 * 60_000,
    });
    const open = { 'x-business-use-case-usage': '{"1":[{"estimated_time_to_regain_access":0}]}' };
    const now = await failing({ status: 400, headers: open, body: graph(80007) });
    expect(now?.retryAfterMs).toBeUndefined();
    const broken = { 'x-business-use-case-usage': '{' };
    expect(await failing({ status: 400, headers: broken, body: graph(4) })).toMatchObject({
      code: 'http.rate_limited',
    });
    const plain = { 'retry-after': '7' };
    expect(await failing({ status: 429, headers: plain, body: graph(130429) })).toMatchObject({
      retryAfterMs: 7_000,
    });
  });

  test.each<[string, { status: number; body?: unknown }, string]>([
    [
      'a page of a proxy in place of an answer',
      { status: 502, body: '<html>Bad gateway</html>' },
      'ambiguous',
    ],
    ['a success that is none', { status: 200, body: { messages: [] } }, 'ambiguous'],
    ['a 401 without words', { status: 401 }, 'reauthorize'],
    ['a 404 without words', { status: 404 }, 'reject'],
    ['a 200 that failed', { status: 200, body: graph(131000) }, 'retry'],
  ])('%s', async (_, response, disposition) => {
    expect(await failing(response)).toMatchObject({ disposition });
  });
});
