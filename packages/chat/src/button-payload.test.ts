import { describe, expect, test } from 'vitest';
import { buttonPayload, readButtonPayload } from './button-payload.ts';

describe('the payload of a button', () => {
  test.each([
    { id: 'delay_delivery' },
    { id: 'delay_delivery', value: '1042' },
    { id: '~a~b%7E', value: '~c~%d' },
    { id: '~' },
    { id: '%', value: '{"a":1}' },
  ])('brings back id and value as they were given: %j', ({ id, value }) => {
    const payload = buttonPayload({ id, value });
    expect(readButtonPayload(payload)).toEqual({ name: id, ...(value !== undefined && { value }) });
  });

  test('is the id where there is no more to say', () => {
    expect(buttonPayload({ id: 'cancel' })).toBe('cancel');
  });

  test('that somebody else made is a name', () => {
    expect(readButtonPayload('chat:{"a":"confirm"}')).toEqual({ name: 'chat:{"a":"confirm"}' });
  });
});
