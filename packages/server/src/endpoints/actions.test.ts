import { afterEach, describe, expect, test } from 'vitest';
import { closeAll, open } from '../fixtures/shop-server.ts';

afterEach(closeAll);

const path = '/v1/connectors/acme/actions/writeNote';
const body = { customer: 'cus/1', line: 'Paid.' };

describe('an action', () => {
  test('is run, and answers its output', async () => {
    const { call, vendor } = await open();
    const answer = await call('POST', path, { body });
    expect([answer.status, answer.body]).toEqual([200, { status: 'done', output: { id: 'note_1' } }]);
    expect(vendor.requests).toMatchObject([
      { method: 'POST', url: 'https://api.acme.test/customers/cus%2F1/notes', body: '{"line":"Paid."}' },
    ]);
  });

  test('takes the caller’s idempotency key to the vendor, the same each time and no other caller’s', async () => {
    const { call, vendor } = await open();
    const headers = { 'idempotency-key': 'order-7' };
    for (const as of ['admin', 'admin', 'north'] as const) await call('POST', path, { body, headers, as });
    await call('POST', path, { body });
    const [first, again, other, none] = vendor.requests.map((request) => request.headers['idempotency-key']);
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(again).toBe(first);
    expect(new Set([first, other, none]).size).toBe(3);
  });

  test('is not run with another input under a key that was used', async () => {
    const { call, vendor } = await open({ answers: [{ status: 503 }] });
    const headers = { 'idempotency-key': 'order-7' };
    expect((await call('POST', path, { body: { ...body, line: '' }, headers })).status).toBe(422);
    expect(
      (await call('POST', `${path}?dryRun=true`, { body: { ...body, line: 'x' }, headers })).status,
    ).toBe(200);
    expect((await call('POST', path, { body, headers })).status).toBe(502);
    const { status, body: problem } = await call('POST', path, { body: { ...body, line: 'Owed.' }, headers });
    expect([status, problem.code]).toEqual([422, 'request.idempotency_key_reused']);
    expect((await call('POST', path, { body, headers })).status).toBe(200);
    expect(vendor.requests.map((request) => request.body)).toEqual(['{"line":"Paid."}', '{"line":"Paid."}']);
  });

  test('with dryRun shows the vendor’s request, and sends nothing', async () => {
    const { call, vendor } = await open();
    const answer = await call('POST', `${path}?dryRun=true`, {
      body,
      headers: { 'idempotency-key': 'order-7' },
    });
    expect(answer.body).toEqual({
      status: 'planned',
      requests: [
        {
          method: 'POST',
          url: 'https://api.acme.test/customers/cus%2F1/notes',
          headers: expect.objectContaining({
            authorization: 'Bearer [redacted]',
            'content-type': 'application/json',
          }),
          body: '{"line":"Paid."}',
        },
      ],
    });
    expect(JSON.stringify(answer.body)).not.toContain('key_acme');
    expect(vendor.requests).toEqual([]);
  });

  test('with dryRun and an input that it does not take is refused all the same', async () => {
    const { call } = await open();
    const { status, body: problem } = await call('POST', `${path}?dryRun=true`, { body: { line: '' } });
    expect([status, problem.code]).toEqual([422, 'action.input_invalid']);
  });
});
