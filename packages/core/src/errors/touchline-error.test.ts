import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { problemOf } from './problem.ts';
import { SignatureError, TouchlineError, toTouchlineError } from './touchline-error.ts';

describe('an error of the family', () => {
  test('has the disposition of its code, unless it says otherwise', () => {
    expect(new TouchlineError('http.rejected', 'No.').disposition).toBe('reject');
    expect(new TouchlineError('http.rejected', 'No.', { disposition: 'retry' }).disposition).toBe('retry');
  });

  test('is stored whole but for its stack and its cause', () => {
    const error = new TouchlineError('http.rate_limited', 'Slow down.', {
      cause: new Error('sentinel'),
      connector: 'acme',
      retryAfterMs: 5_000,
      vendorStatus: 429,
      vendorCode: 'slow',
      issues: [{ path: 'to', message: 'is required' }],
    });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'http.rate_limited',
      message: 'Slow down.',
      disposition: 'retry',
      connector: 'acme',
      retryAfterMs: 5_000,
      vendorStatus: 429,
      vendorCode: 'slow',
      issues: [{ path: 'to', message: 'is required' }],
    });
  });

  test('is answered as a problem document', () => {
    const issues = [{ path: 'data.email', message: 'is required' }];
    expect(problemOf(new TouchlineError('event.invalid', 'Event is invalid.', { issues }))).toEqual({
      type: 'urn:touchline:error:event.invalid',
      title: 'Event is invalid',
      status: 422,
      code: 'event.invalid',
      detail: 'Event is invalid.',
      errors: issues,
    });
    expect(problemOf(new SignatureError('webhook.signature_missing', 'No.'))).not.toHaveProperty('errors');
  });
});

describe('an error of another copy of the package', () => {
  /** What a second copy's class makes: another class, the same marker. */
  const foreign = Object.assign(new Error('Too much at once.'), {
    code: 'http.overload_of_next_year',
    disposition: 'retry',
    issues: [],
    [Symbol.for('touchline.error')]: true,
  });

  test('is one of the family, and passed on as it is', () => {
    expect(TouchlineError.isInstance(foreign)).toBe(true);
    expect(toTouchlineError(foreign)).toBe(foreign);
  });

  test('may have a code that this copy does not know', () => {
    expect(problemOf(foreign as never)).toMatchObject({ title: 'Unexpected failure', status: 500 });
    expect(new TouchlineError('http.overload_of_next_year' as never, 'Too much.').disposition).toBe('retry');
  });
});

describe('what is thrown from outside the family', () => {
  const thrownBy = (run: () => never): unknown => {
    try {
      return run();
    } catch (thrown) {
      return thrown;
    }
  };

  test.each<[unknown, string]>([
    [new TypeError('sentinel'), 'An unexpected TypeError was thrown.'],
    [Object.assign(new Error('x'), { name: 'sentinel@example.com' }), 'An unexpected Error was thrown.'],
    ['sentinel', 'An unexpected string was thrown.'],
    [undefined, 'An unexpected undefined was thrown.'],
    [null, 'An unexpected object was thrown.'],
  ])('is unexpected, and keeps its message to itself: %s', (thrown, message) => {
    const error = toTouchlineError(thrown, { connector: 'acme' });
    expect(error).toMatchObject({ code: 'delivery.unexpected', message, connector: 'acme' });
    expect(inspect(error)).not.toContain('sentinel');
  });

  test('still tells where it was thrown', () => {
    const stumble = (): never => {
      throw new TypeError('sentinel\n    at sentinel');
    };
    const { stack } = toTouchlineError(thrownBy(stumble));
    expect(stack).toMatch(/^TouchlineError: An unexpected TypeError was thrown\.\n\s+at stumble \(/);
    expect(stack).not.toContain('sentinel');
  });

  test.each([
    ['its message was changed', (error: Error) => Object.assign(error, { message: 'other' })],
    ['its message was emptied', (error: Error) => Object.assign(error, { message: '' })],
    [
      'its stack was written by hand',
      (error: Error) => Object.assign(error, { stack: 'Error: sentinel\nsentinel' }),
    ],
  ])('lets nothing of the message out when %s', (_what, change) => {
    const thrown = new Error('sentinel\n    at sentinel');
    expect(thrown.stack).toContain('sentinel');
    expect(toTouchlineError(change(thrown)).stack).not.toContain('sentinel');
  });
});
