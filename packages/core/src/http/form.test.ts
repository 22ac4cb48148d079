import { describe, expect, test } from 'vitest';
import { Secret } from '../privacy/secret.ts';
import { encodeForm } from './form.ts';

const readable = (encoded: string): string => decodeURIComponent(encoded);

describe('form encoding', () => {
  // https://docs.stripe.com/api/checkout/sessions/create, https://docs.stripe.com/api/metadata
  test('objects and arrays nest in brackets, as Stripe has them', () => {
    const encoded = encodeForm({
      mode: 'payment',
      line_items: [
        { price: 'price_1', quantity: 2 },
        { price: 'price_2', quantity: 1 },
      ],
      metadata: { order: '42' },
      automatic_tax: { enabled: true },
    });
    expect(readable(encoded).split('&')).toEqual([
      'mode=payment',
      'line_items[0][price]=price_1',
      'line_items[0][quantity]=2',
      'line_items[1][price]=price_2',
      'line_items[1][quantity]=1',
      'metadata[order]=42',
      'automatic_tax[enabled]=true',
    ]);
  });

  // https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
  test('arrays repeat their name, as Twilio has them', () => {
    const encoded = encodeForm(
      { To: '+15005550006', MediaUrl: ['https://a.example/1', 'https://a.example/2'] },
      'repeat',
    );
    expect(encoded).toBe(
      'To=%2B15005550006&MediaUrl=https%3A%2F%2Fa.example%2F1&MediaUrl=https%3A%2F%2Fa.example%2F2',
    );
  });

  test('arrays can have empty brackets', () => {
    expect(readable(encodeForm({ tags: ['a', 'b'] }, 'brackets'))).toBe('tags[]=a&tags[]=b');
  });

  test('undefined is left out, null is an empty value', () => {
    expect(encodeForm({ a: undefined, b: null, c: [undefined, 'x'], d: {}, e: [] })).toBe('b=&c%5B1%5D=x');
  });

  test('names and values cannot break out of their place', () => {
    const decoded = [...new URLSearchParams(encodeForm({ 'a&b=c': 'd&e=f+g h\u20ac', __proto__x: '1' }))];
    expect(decoded).toEqual([
      ['a&b=c', 'd&e=f+g h\u20ac'],
      ['__proto__x', '1'],
    ]);
  });

  test('a secret is sent as its value', () => {
    expect(encodeForm({ client_secret: new Secret('s3cret') })).toBe('client_secret=s3cret');
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY]])('%d is refused by name', (amount) => {
    expect(() => encodeForm({ payment: { amount } })).toThrow('payment[amount] must be a finite number.');
  });

  test('a form that contains itself is refused', () => {
    const fields: Record<string, never> = {};
    Object.assign(fields, { fields });
    expect(() => encodeForm(fields)).toThrow('nested too deep');
  });

  test.each([new Date(0), new Map([['a', 1]]), () => 'sentinel', Symbol('sentinel')])(
    'what a form cannot hold is refused by name, rather than left out: %s',
    (value) => {
      expect(() => encodeForm({ payment: { at: value as never } })).toThrow(
        'payment[at] must be text, a number or a boolean.',
      );
    },
  );

  test.each([null, undefined, 'a=1', ['a'], 7])('%j is no form', (fields) => {
    expect(() => encodeForm(fields as never)).toThrow('A form must be an object of fields.');
  });
});
