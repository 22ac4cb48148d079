import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Connected, connectSandbox, noonMs } from './fixtures/connected-sandbox.ts';

let connected: Connected;
beforeEach(async () => {
  connected = await connectSandbox();
});
afterEach(() => connected.close());

const address = 'ada+news@example.com';
const created = noonMs / 1_000 - 60;
const requests = () => connected.sandbox.calls.map(({ method, path }) => `${method} ${path}`);

describe('a suppression', () => {
  test('is a global unsubscribe', async () => {
    const { connector, sandbox } = connected;
    expect(await connector.actions.addSuppression({ address })).toEqual({ suppressed: true });
    expect(sandbox.calls[0]).toMatchObject({
      method: 'POST',
      path: '/v3/asm/suppressions/global',
      status: 201,
    });
    expect(JSON.parse(sandbox.calls[0]?.text ?? '')).toEqual({ recipient_emails: [address] });
    expect(await connector.actions.getSuppression({ address })).toEqual({ reason: 'unsubscribe' });
  });

  test('may be made as often as one likes, so a passing failure is repeated at once', async () => {
    const { clock, connector, sandbox } = connected;
    sandbox.answerNext({ status: 503 });
    const adding = connector.actions.addSuppression({ address });
    // One timer bounds the call; the second is the pause before it is repeated.
    while (clock.timers < 2) await nextTurn();
    await clock.advance(200);
    expect(await adding).toEqual({ suppressed: true });
    expect(sandbox.calls.map(({ status }) => status)).toEqual([503, 201]);
  });

  test('is looked up on all lists, the weightiest first', async () => {
    const { connector, sandbox } = connected;
    const { bounces, global, spamReports, invalidEmails } = sandbox.suppressions;
    const look = () => connector.actions.getSuppression({ address });
    const since = '2026-11-21T09:29:00.000Z';

    expect(await look()).toEqual({ reason: 'none' });
    const path = encodeURIComponent(address);
    expect(requests()).toEqual([
      `GET /v3/suppression/spam_reports/${path}`,
      `GET /v3/asm/suppressions/global/${path}`,
      `GET /v3/suppression/bounces/${path}`,
      `GET /v3/suppression/invalid_emails/${path}`,
    ]);

    invalidEmails.set(address, { created, reason: 'Mail domain mentioned in email address is unknown' });
    expect(await look()).toEqual({
      reason: 'bounce',
      since,
      detail: 'Mail domain mentioned in email address is unknown',
    });
    bounces.set(address, { created, reason: '550 5.1.1 No such user', status: '5.1.1' });
    expect(await look()).toEqual({ reason: 'bounce', since, detail: '550 5.1.1 No such user' });
    global.set(address, { created });
    expect(await look()).toEqual({ reason: 'unsubscribe' });
    spamReports.set(address, { created, ip: '203.0.113.7' });
    expect(await look()).toEqual({ reason: 'complaint', since });
  });

  test('is lifted from every list that has it', async () => {
    const { connector, sandbox } = connected;
    const { bounces, spamReports } = sandbox.suppressions;
    bounces.set(address, { created });
    spamReports.set(address, { created });
    await connector.actions.addSuppression({ address });

    expect(await connector.actions.removeSuppression({ address })).toEqual({ removed: true });
    expect(await connector.actions.getSuppression({ address })).toEqual({ reason: 'none' });
    expect(requests().filter((request) => request.startsWith('DELETE'))).toHaveLength(3);
    expect(await connector.actions.removeSuppression({ address })).toEqual({ removed: false });
    expect(requests().filter((request) => request.startsWith('DELETE'))).toHaveLength(3);
  });

  test('that someone else lifted meanwhile is no failure', async () => {
    const { connector, sandbox } = connected;
    sandbox.suppressions.bounces.set(address, { created });
    const path = `/v3/suppression/bounces/${encodeURIComponent(address)}`;
    sandbox.answerNext(
      { status: 404, body: { errors: [{ message: 'not found', field: null }] } },
      { method: 'DELETE', path },
    );
    expect(await connector.actions.removeSuppression({ address })).toEqual({ removed: true });
  });

  test('that cannot be read is an error, not “none”', async () => {
    const { connector, sandbox } = connected;
    sandbox.answerNext({ status: 403, body: { errors: [{ message: 'access forbidden', field: null }] } });
    await expect(connector.actions.getSuppression({ address })).rejects.toThrow(
      expect.objectContaining({ code: 'http.unauthorized', disposition: 'reauthorize' }),
    );
    sandbox.answerNext({ status: 404, body: { errors: [{ message: 'not found', field: null }] } });
    await expect(connector.actions.getSuppression({ address })).rejects.toThrow(
      expect.objectContaining({ code: 'http.rejected' }),
    );
    sandbox.answerNext({ status: 200, body: 'ok' });
    await expect(connector.actions.getSuppression({ address })).rejects.toThrow(
      expect.objectContaining({ code: 'http.response_invalid' }),
    );
  });

  test('of an address that would climb out of its path is refused', async () => {
    for (const odd of ['../bounces', 'a@b/../..', ''])
      await expect(connected.connector.actions.getSuppression({ address: odd })).rejects.toThrow(
        expect.objectContaining({ code: 'action.input_invalid' }),
      );
    await connected.connector.actions.getSuppression({ address: "a/b?c#d'e@example.com" });
    expect(requests()[0]).toBe("GET /v3/suppression/spam_reports/a%2Fb%3Fc%23d'e%40example.com");
  });
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
