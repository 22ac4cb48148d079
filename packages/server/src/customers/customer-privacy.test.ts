import { verifyErasureReceipt } from '@touchline/hub';
import { afterEach, describe, expect, test } from 'vitest';
import { openHub } from '../fixtures/hub-server.ts';
import { closeAll } from '../fixtures/shop-server.ts';

afterEach(closeAll);

const ada = { id: 'u1', email: 'ada@example.com', name: 'Ada <script>' };

describe('an export', () => {
  test('is everything, as JSON', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered(ada);
    const { status, body, headers } = await call('GET', `/v1/customers/${await idOf('user', 'u1')}/export`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(body).toMatchObject({
      format: 'touchline-customer-export',
      identifiers: [{ value: 'u1' }, { value: 'ada@example.com' }],
      events: [{ event: { type: 'order.created' } }],
    });
  });

  test.each([
    ['/export', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }],
    ['/export.html', {}],
  ])('at %s is a page that runs, loads and frames nothing', async (path, headers) => {
    const { call, ordered, idOf } = await openHub();
    await ordered(ada);
    const answer = await call('GET', `/v1/customers/${await idOf('user', 'u1')}${path}`, { headers });
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toContain('ada@example.com');
    expect(answer.body).not.toContain('<script');
  });
});

describe('an erasure', () => {
  test('leaves nobody, and answers with a receipt that anybody can check', async () => {
    const { call, ordered, idOf } = await openHub();
    await ordered(ada);
    const id = await idOf('user', 'u1');
    const erased = await call('POST', `/v1/customers/${id}/erase`);
    expect(erased.status).toBe(202);
    const path = erased.headers.get('location') as string;
    const followed = await call('GET', path);
    expect(followed.body.erasure).toMatchObject({ person: id, keysDestroyed: 2 });
    const key = (await call('GET', '/v1/erasure-receipt-key')).body;
    expect(verifyErasureReceipt(followed.body.receipt, key)).toEqual(followed.body.erasure);
    for (const part of [
      '',
      '/timeline',
      '/conversations',
      '/consents',
      '/export',
      '/export.html',
      '/stream',
    ]) {
      const { status, body } = await call('GET', `/v1/customers/${id}${part}`);
      expect([part, status, body.code]).toEqual([part, 404, 'hub.customer_unknown']);
    }
    const events = await call('GET', '/v1/events');
    expect(JSON.stringify(events.body)).not.toMatch(/ada@example|Ada/);
    expect((await call('POST', `/v1/customers/${id}/erase`)).body.erasure.id).toBe(followed.body.erasure.id);
  });

  test('of nobody, and one that is none, are 404', async () => {
    const { call } = await openHub();
    const nobody = await call('POST', '/v1/customers/prs_nobody/erase');
    expect([nobody.status, nobody.body.code]).toEqual([404, 'hub.customer_unknown']);
    const none = await call('GET', '/v1/erasures/none');
    expect([none.status, none.body.code]).toEqual([404, 'hub.erasure_unknown']);
  });
});
