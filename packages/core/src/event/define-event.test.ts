import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineEvent } from './define-event.ts';

const spec = { title: 'T', description: 'D.', data: z.object({}), example: {} };

test.each(['order', 'Order.paid', 'order.', '.paid', 'order paid', 'order..paid', '1order.paid', ''])(
  'a type of %j is refused',
  (type) => {
    expect(() => defineEvent({ ...spec, type })).toThrow('must be lower-case words joined by dots');
  },
);

test.each([undefined, null, {}, { type: Symbol('order.paid') }, { type: 7 }])('%s is no event', (given) => {
  expect(() => defineEvent(given as never)).toThrow('must be lower-case words joined by dots');
});

test.each([undefined, null, {}, 'string', () => z.object({})])('data described by %s is refused', (data) => {
  expect(() => defineEvent({ ...spec, type: 'order.paid', data } as never)).toThrow(
    'The data of event "order.paid" must be a schema of zod 4.',
  );
});

test.each([0, -1, 1.5, Number.NaN])('a version of %d is refused', (version) => {
  expect(() => defineEvent({ ...spec, type: 'order.paid', version })).toThrow('must be a positive integer');
});

test('a version without the way from the one before is refused', () => {
  expect(() =>
    defineEvent({ ...spec, type: 'order.paid', version: 3, upcast: { 1: (data) => data } }),
  ).toThrow('Event "order.paid" version 3 needs an upcaster from version 2.');
  expect(() => defineEvent({ ...spec, type: 'order.paid', version: 2, upcast: { 1: 'x' as never } })).toThrow(
    'Event "order.paid" version 2 needs an upcaster from version 1.',
  );
});

test('the first version is the default', () => {
  expect(defineEvent({ ...spec, type: 'order.paid' }).version).toBe(1);
});
