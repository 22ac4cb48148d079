import { describe, expect, test } from 'vitest';
import { connectSandbox } from './fixtures/connected-sandbox.ts';

const address = "o'brien+news@example.com";

describe('a suppression', () => {
  test('is put on the list of the account, found there, and lifted', async () => {
    const { connector, sandbox } = connectSandbox();
    const { addSuppression, getSuppression, removeSuppression } = connector.actions;
    expect(await getSuppression({ address })).toEqual({ reason: 'none' });
    expect(await addSuppression({ address })).toEqual({ suppressed: true });
    expect(await getSuppression({ address })).toEqual({
      reason: 'complaint',
      since: '2026-11-21T09:30:00.000Z',
    });
    expect(await removeSuppression({ address })).toEqual({ removed: true });
    expect(await removeSuppression({ address })).toEqual({ removed: false });
    expect(sandbox.calls.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['GET', "/v2/email/suppression/addresses/o'brien%2Bnews%40example.com", 404],
      ['PUT', '/v2/email/suppression/addresses', 200],
      ['GET', "/v2/email/suppression/addresses/o'brien%2Bnews%40example.com", 200],
      ['DELETE', "/v2/email/suppression/addresses/o'brien%2Bnews%40example.com", 200],
      ['DELETE', "/v2/email/suppression/addresses/o'brien%2Bnews%40example.com", 404],
    ]);
  });

  test('for an address that bounced says so', async () => {
    const { connector, sandbox } = connectSandbox();
    sandbox.suppressions.set(address, { reason: 'BOUNCE', updated: 1_614_000_000.5 });
    expect(await connector.actions.getSuppression({ address })).toEqual({
      reason: 'bounce',
      since: '2021-02-22T13:20:00.500Z',
    });
  });

  test('may be made as often as one likes, so a passing failure is repeated at once', async () => {
    const { connector, sandbox, clock } = connectSandbox({}, { http: { retries: 2 } });
    sandbox.answerNext({ status: 503 });
    const adding = connector.actions.addSuppression({ address });
    while (clock.timers < 2) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(200);
    expect(await adding).toEqual({ suppressed: true });
    expect(sandbox.calls.map(({ status }) => status)).toEqual([503, 200]);
  });

  test('that may not be read is an error, not an absence', async () => {
    const { connector, sandbox } = connectSandbox();
    sandbox.answerNext({ status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' } });
    await expect(connector.actions.getSuppression({ address })).rejects.toThrow(
      expect.objectContaining({ disposition: 'reauthorize' }),
    );
  });
});
