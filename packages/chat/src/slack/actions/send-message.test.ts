import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Connection, connect } from '../fixtures/connection.ts';

const channel = 'C0GENERAL1';
const input = { conversationId: channel, text: 'Hello' };
const options = { idempotencyKey: 'delivery-1' };

let connection: Connection;
beforeEach(async () => {
  connection = await connect();
});
afterEach(() => connection.close());

const post = (more: object = {}, key = options) =>
  connection.connector.actions.sendMessage({ ...input, ...more }, key);

/** Looks whether the message was posted; the pause before it costs no time. */
const look = async (more: object = {}) => {
  const { connector, clock } = connection;
  const looking = connector.actions.sendMessage.reconcile?.({ ...input, ...more }, options);
  const [found] = await Promise.all([looking, clock.advance(3_000)]);
  return found;
};

describe('a message whose fate is not known', () => {
  test('is found by its key, and not posted again', async () => {
    await post({}, { idempotencyKey: 'another' });
    const sent = await post();
    await post({}, { idempotencyKey: 'a third' });
    expect(await look()).toEqual({ outcome: 'done', output: sent });
    const call = connection.sandbox.calls.at(-1);
    expect([call?.method, call?.path, Object.fromEntries(call?.query ?? [])]).toEqual([
      'GET',
      '/api/conversations.history',
      {
        channel,
        // From a minute before the attempt at 09:30:00 to a minute after the pause.
        oldest: '1763717340.000000',
        latest: '1763717463.000000',
        include_all_metadata: 'true',
        limit: '15',
      },
    ]);
  });

  test('is looked for in its thread', async () => {
    const { messageId } = await post({}, { idempotencyKey: 'root' });
    const sent = await post({ threadId: messageId });
    expect(await look({ threadId: messageId })).toEqual({ outcome: 'done', output: sent });
    expect(connection.sandbox.calls.at(-1)?.path).toBe('/api/conversations.replies');
  });

  test('was not posted when nobody else said so much that it could have been missed', async () => {
    await post({}, { idempotencyKey: 'another' });
    expect(await look()).toEqual({ outcome: 'not_done' });
  });

  test('stays unknown when more was said than one look shows', async () => {
    await post();
    for (let count = 0; count < 15; count += 1) await post({}, { idempotencyKey: `later-${count}` });
    expect(await look()).toEqual({ outcome: 'unknown' });
  });

  test.each(['#general', 'U0ADA0001'])(
    'stays unknown where it was addressed to %s',
    async (conversationId) => {
      expect(await look({ conversationId })).toEqual({ outcome: 'unknown' });
      expect(connection.sandbox.calls).toEqual([]);
    },
  );

  test('is not guessed at where the app may not look', async () => {
    connection.sandbox.answerNext({
      status: 200,
      body: { ok: false, error: 'missing_scope', needed: 'channels:history', provided: 'chat:write' },
    });
    await expect(look()).rejects.toThrow(
      'answered 200 but failed missing_scope: The token lacks a scope. The scope channels:history is needed.',
    );
  });
});

describe('the answer to a post', () => {
  test.each(['internal_error', 'fatal_error'])('%s may come after the message was posted', async (error) => {
    connection.sandbox.answerNext({ status: 200, body: { ok: false, error } });
    await expect(post()).rejects.toThrow(
      expect.objectContaining({
        code: 'delivery.ambiguous',
        disposition: 'ambiguous',
        vendorCode: error,
        vendorStatus: 200,
        connector: 'slack',
      }),
    );
  });

  test('that cannot be understood leaves its fate unknown', async () => {
    connection.sandbox.answerNext({ status: 200, body: { ok: true } });
    await expect(post()).rejects.toThrow(
      expect.objectContaining({ code: 'http.response_invalid', disposition: 'ambiguous' }),
    );
  });

  test('is not waited for once the caller gives up, and nothing is sent', async () => {
    await expect(
      connection.connector.actions.sendMessage(input, { signal: AbortSignal.abort() }),
    ).rejects.toThrow();
    expect(connection.sandbox.calls).toEqual([]);
  });
});
