import { describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { createHttpClient } from '../http/index.ts';
import { createSandbox, type SandboxResponse, sendTo } from './index.ts';

const clientOf = (answer: () => Promise<SandboxResponse>) => {
  const sandbox = createSandbox({ routes: { 'POST /echo': answer }, notFound: () => ({ status: 404 }) });
  const http = createHttpClient({
    baseUrl: 'https://api.vendor.test',
    clock: systemClock,
    maxResponseBytes: 100,
    send: sendTo(sandbox),
  });
  return { sandbox, http };
};

describe('a client that is led to a sandbox', () => {
  test('sends what it would send, and reads what the vendor would answer', async () => {
    const { http, sandbox } = clientOf(async () => ({ status: 201, body: { ok: true } }));
    const { status, body } = await http.post('/echo', { json: { text: 'hé' }, idempotencyKey: 'k-1' });
    expect([status, body]).toEqual([201, { ok: true }]);
    expect(sandbox.calls).toMatchObject([
      { method: 'POST', path: '/echo', text: '{"text":"hé"}', headers: { 'idempotency-key': 'k-1' } },
    ]);
  });

  test('reads the vendor’s refusals as it would over the wire', async () => {
    const { http } = clientOf(async () => ({ status: 429, headers: { 'retry-after': '7' } }));
    await expect(http.post('/echo')).rejects.toThrow(
      expect.objectContaining({ code: 'http.rate_limited', retryAfterMs: 7_000 }),
    );
  });

  test('gives up when its caller does', async () => {
    const { http } = clientOf(() => new Promise(() => {}));
    const controller = new AbortController();
    const call = http.post('/echo', { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toThrow(expect.objectContaining({ code: 'http.aborted' }));
  });

  test('takes no more than its limit', async () => {
    const { http } = clientOf(async () => ({ status: 200, body: 'x'.repeat(101) }));
    await expect(http.post('/echo', { idempotent: true })).rejects.toThrow(
      expect.objectContaining({ code: 'http.response_too_large' }),
    );
  });
});
