import { describe, expect, test } from 'vitest';
import { deliveryKey } from './delivery-key.ts';

const event = {
  specversion: '1.0',
  id: 'e-1',
  source: '/app',
  type: 'shop.sold',
  time: '2026-11-21T09:30:00Z',
  datacontenttype: 'application/json',
  data: {},
} as const;

describe('the idempotency key of a delivery', () => {
  test('is a UUID, and the same every time', () => {
    expect(deliveryKey('slack', event, 0)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(deliveryKey('slack', { ...event, data: { later: true } }, 0)).toBe(deliveryKey('slack', event, 0));
  });

  test('differs by route, event and call', () => {
    const keys = [
      deliveryKey('slack', event, 0),
      deliveryKey('slack', event, 1),
      deliveryKey('slack-emea', event, 0),
      deliveryKey('slack', { ...event, id: 'e-2' }, 0),
      deliveryKey('slack', { ...event, source: '/app2' }, 0),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
