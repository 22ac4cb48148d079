import { afterAll, describe, expect, test } from 'vitest';
import { createLeakWatch } from './fixtures/leak-watch.ts';
import { deadOrigin, json, startServer, stopServers } from './fixtures/loopback.ts';
import { createGate } from './fixtures/signals.ts';
import { createSteppedClock } from './fixtures/stepped-clock.ts';
import type { HttpCallInfo } from './http-client.ts';

const watch = createLeakWatch([]);
afterAll(async () => {
  await watch.close();
  await stopServers();
});

/** A server that answers with each status in turn, the last for good. */
const scripted = (statuses: readonly number[], headers: Record<string, string> = {}) =>
  startServer((_, response, number) =>
    json(response, statuses[Math.min(number, statuses.length) - 1] ?? 200, {}, headers),
  );

const clientOf = (baseUrl: string, options: Partial<Parameters<typeof watch.client>[0]> = {}) => {
  const clock = createSteppedClock(0, { skipUnderMs: 5_000 });
  return { clock, http: watch.client({ baseUrl, clock, random: () => 0.5, ...options }) };
};

describe('within a call', () => {
  test.each([408, 502, 503, 504])('a %d that passes is not noticed', async (status) => {
    const server = await scripted([status, status, 200]);
    const { http, clock } = clientOf(server.origin);
    await expect(http.get('/')).resolves.toMatchObject({ status: 200 });
    expect(server.requests).toHaveLength(3);
    expect(clock.skipped).toEqual([75, 150]);
  });

  test('a broken connection that passes is not noticed', async () => {
    const server = await startServer((_, response, number) => {
      if (number === 1) response.socket?.resetAndDestroy();
      else json(response, 200, { number });
    });
    const { http } = clientOf(server.origin);
    await expect(http.put('/', { json: {}, idempotent: true })).resolves.toMatchObject({
      body: { number: 2 },
    });
  });

  test('what keeps failing is handed on after the last attempt', async () => {
    const server = await scripted([503]);
    const { http } = clientOf(server.origin);
    await expect(http.get('/')).rejects.toMatchObject({ code: 'http.server_error', vendorStatus: 503 });
    expect(server.requests).toHaveLength(3);
  });

  test('an idempotency key makes a repeat safe, and is the same in each', async () => {
    const server = await scripted([502, 200]);
    const { http } = clientOf(server.origin);
    await http.post('/', { json: {}, idempotencyKey: 'k-1' });
    expect(server.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['k-1', 'k-1']);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'a %s is not repeated unless it says that it may be',
    async (method) => {
      const server = await scripted([503, 200]);
      const { http } = clientOf(server.origin);
      await expect(http.request({ method, path: '/' })).rejects.toMatchObject({ vendorStatus: 503 });
      expect(server.requests).toHaveLength(1);
    },
  );

  test('a GET that says that it must not be is not repeated', async () => {
    const server = await scripted([503, 200]);
    await expect(clientOf(server.origin).http.get('/', { idempotent: false })).rejects.toThrow('503');
    expect(server.requests).toHaveLength(1);
  });

  test.each([400, 401, 403, 404, 425, 429, 500, 501])('a %d is left to the router', async (status) => {
    const server = await scripted([status, 200]);
    await expect(clientOf(server.origin).http.get('/')).rejects.toMatchObject({ vendorStatus: status });
    expect(server.requests).toHaveLength(1);
  });

  test('a short Retry-After is kept', async () => {
    const server = await scripted([503, 200], { 'retry-after': '1' });
    const { http, clock } = clientOf(server.origin);
    await http.get('/');
    expect(clock.skipped).toEqual([1_000]);
  });

  test('a long Retry-After is handed on at once', async () => {
    const server = await scripted([503, 200], { 'retry-after': '2' });
    await expect(clientOf(server.origin).http.get('/')).rejects.toMatchObject({ retryAfterMs: 2_000 });
    expect(server.requests).toHaveLength(1);
  });

  test('a reading of the vendor that says no is obeyed', async () => {
    const server = await scripted([503, 200]);
    const { http } = clientOf(server.origin, { toError: () => ({ disposition: 'reject' }) });
    await expect(http.get('/')).rejects.toMatchObject({ code: 'http.rejected' });
    expect(server.requests).toHaveLength(1);
  });

  test('no repeat begins that the time of the call would not allow', async () => {
    const server = await scripted([503]);
    const clock = createSteppedClock(0, { skipUnderMs: 200 });
    const { http } = clientOf(server.origin, { clock, timeoutMs: 200 });
    await expect(http.get('/')).rejects.toMatchObject({ vendorStatus: 503 });
    expect(server.requests).toHaveLength(2);
    expect(clock.skipped).toEqual([75]);
  });

  test('a caller that gives up ends the wait for a repeat', async () => {
    const server = await scripted([503]);
    const controller = new AbortController();
    const clock = createSteppedClock(0);
    const { http } = clientOf(server.origin, {
      clock,
      onCall: () => queueMicrotask(() => controller.abort()),
    });
    await expect(http.get('/', { signal: controller.signal })).rejects.toMatchObject({
      code: 'http.aborted',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('a caller that gives up in the middle of the wait is heard', async () => {
    const server = await scripted([503]);
    const controller = new AbortController();
    const clock = createSteppedClock(0);
    const waiting = createGate();
    const watchedClock = {
      ...clock,
      schedule: (run: () => void, afterMs: number) => {
        if (afterMs < 1_000) waiting.open();
        return clock.schedule(run, afterMs);
      },
    };
    const { http } = clientOf(server.origin, { clock: watchedClock });
    const call = expect(http.get('/', { signal: controller.signal })).rejects.toMatchObject({
      code: 'http.aborted',
    });
    await waiting.opened;
    controller.abort();
    await call;
    expect(server.requests).toHaveLength(1);
  });

  test('retries can be turned off', async () => {
    const server = await scripted([503]);
    await expect(clientOf(server.origin, { retries: 0 }).http.get('/')).rejects.toThrow('503');
    expect(server.requests).toHaveLength(1);
  });

  test('every attempt is told about', async () => {
    const calls: HttpCallInfo[] = [];
    const { http } = clientOf(await deadOrigin(), { onCall: (info) => calls.push(info) });
    await expect(http.get('/')).rejects.toMatchObject({ code: 'http.network' });
    expect(calls.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, undefined],
    ]);
  });
});
