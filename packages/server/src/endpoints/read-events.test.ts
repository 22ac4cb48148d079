import { afterEach, describe, expect, test } from 'vitest';
import { closeAll, open, payment } from '../fixtures/shop-server.ts';

afterEach(closeAll);

const withEvents = async (count: number) => {
  const shop = await open();
  for (let index = 1; index <= count; index += 1) {
    await shop.call('POST', '/v1/events', {
      body: payment(`evt_${index}`, { source: index % 2 ? '/odd' : '/even', subject: `s${index % 3}` }),
    });
    await shop.clock.advance(1_000);
  }
  return shop;
};

const idsOf = (body: { events: { event: { id: string } }[] }) => body.events.map(({ event }) => event.id);

describe('reading the log', () => {
  test('pages through all of it, each event once', async () => {
    const { call } = await withEvents(5);
    const seen: string[] = [];
    let path = '/v1/events?limit=2';
    for (;;) {
      const { body } = await call('GET', path);
      seen.push(...idsOf(body));
      if (!body.nextCursor) break;
      path = `/v1/events?limit=2&cursor=${body.nextCursor}`;
    }
    expect(seen).toEqual(['evt_1', 'evt_2', 'evt_3', 'evt_4', 'evt_5']);
  });

  test('takes filters, and times', async () => {
    const { call, clock } = await withEvents(5);
    const startMs = clock.now() - 5_000;
    const at = (seconds: number) => new Date(startMs + seconds * 1_000).toISOString();
    const read = async (query: string) => idsOf((await call('GET', `/v1/events?${query}`)).body);
    expect(await read('source=/odd')).toEqual(['evt_1', 'evt_3', 'evt_5']);
    expect(await read('subject=s0')).toEqual(['evt_3']);
    expect(await read('types=payment.*,order.paid')).toHaveLength(5);
    expect(await read('types=order.paid')).toEqual([]);
    expect(await read(`from=${at(1)}&before=${at(3)}`)).toEqual(['evt_2', 'evt_3']);
    expect(await read(`from=${at(9)}`)).toEqual([]);
  });

  test('a cursor is good for its own list only', async () => {
    const { call } = await withEvents(3);
    const { body } = await call('GET', '/v1/events?limit=1&source=/odd');
    const { nextCursor } = body;
    expect(idsOf((await call('GET', `/v1/events?limit=5&source=/odd&cursor=${nextCursor}`)).body)).toEqual([
      'evt_3',
    ]);
    for (const [query, as] of [
      [`cursor=${nextCursor}`, 'admin'],
      [`source=/even&cursor=${nextCursor}`, 'admin'],
      [`source=/odd&cursor=${nextCursor}`, 'north'],
      ['cursor=eyJwb3NpdGlvbiI6MX0', 'admin'],
      ['cursor=%00', 'admin'],
    ] as const) {
      const { status, body: problem } = await call('GET', `/v1/events?${query}`, { as });
      expect([query, status, problem.code]).toEqual([query, 400, 'request.invalid']);
    }
  });

  test('one event is found by its source and id', async () => {
    const { call } = await withEvents(1);
    const { body } = await call('GET', '/v1/events/evt_1?source=/odd');
    expect(body).toMatchObject({ position: 1, event: { id: 'evt_1', source: '/odd' } });
    expect(body.storedAt).toMatch(/^2026-/);
    expect((await call('GET', '/v1/events/evt_1?source=/even')).body.code).toBe('event.unknown');
    expect((await call('GET', '/v1/events/evt_1')).body.code).toBe('request.invalid');
  });

  test.each(['a/b', 'a%2Fb', 'ü ?#', '%E0%A4%A'])('an id may be %s', async (id) => {
    const { call } = await open();
    await call('POST', '/v1/events', { body: payment(id) });
    const { status, body } = await call('GET', `/v1/events/${encodeURIComponent(id)}?source=/app`);
    expect([status, body.event?.id]).toEqual([200, id]);
  });
});
