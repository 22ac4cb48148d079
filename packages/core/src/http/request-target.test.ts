import { describe, expect, test } from 'vitest';
import { baseUrlOf, targetOf } from './request-target.ts';

const base = baseUrlOf('https://api.example.com/v1/');

describe('a path below the base URL', () => {
  test.each([
    '/',
    '//',
    '/customers',
    '/customers/',
    '/chat.postMessage',
    '/a..b/c.',
    '/v1/%C3%A4/x%2Fy%zz',
    "/bot1:AB-c_d/send~!$&'()*+,;=@",
    '/ä/\u{1f600}',
    '/a|b^c`d"e<f>g{h}[i]',
    '/.hidden/...',
    '/%2',
    '/%2f%2E',
  ])('%s goes where the URL parser says', (path) => {
    expect(targetOf({ method: 'GET', path }, base, {})).toEqual({
      url: new URL(`https://api.example.com/v1${path}`).href,
      origin: 'https://api.example.com',
      outside: false,
    });
  });

  test.each(['/..', '/a/../b', '/%2e%2e/b', '/.%2E', '/a?b', '/a#b', '/a\\b', '/a b', '/a\tb', 'a'])(
    '%j is refused',
    (path) => {
      expect(() => targetOf({ method: 'GET', path }, base, {})).toThrow('The path of a request must');
    },
  );

  test('keeps its query', () => {
    expect(targetOf({ method: 'GET', path: '/a', query: { q: 'ä b', tag: ['x', 'y'] } }, base, {}).url).toBe(
      'https://api.example.com/v1/a?q=%C3%A4+b&tag=x&tag=y',
    );
  });
});

test('a URL of the base URL is no outside one, and loses its fragment', () => {
  expect(targetOf({ method: 'GET', url: 'https://API.example.com:443/x?a=1#b' }, base, {})).toEqual({
    url: 'https://api.example.com/x?a=1',
    origin: 'https://api.example.com',
    outside: false,
  });
  expect(targetOf({ method: 'GET', url: 'https://example.org/x#b' }, base, {})).toEqual({
    url: 'https://example.org/x',
    origin: 'https://example.org',
    outside: true,
  });
});
