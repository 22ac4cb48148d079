import { describe, expect, test } from 'vitest';
import { assertPlainPath, urlPath } from './url-path.ts';

describe('paths', () => {
  test('a value stays in its segment', () => {
    const id = '../refunds?x=1#y/z';
    expect(urlPath`/v1/customers/${id}/sources/${7}`).toBe(
      '/v1/customers/..%2Frefunds%3Fx%3D1%23y%2Fz/sources/7',
    );
  });

  test('a lone surrogate does no harm', () => {
    expect(urlPath`/x/${'\ud800'}`).toBe('/x/%EF%BF%BD');
  });

  test.each(['', '.', '..'])('the value "%s" is refused, because the URL parser would drop it', (value) => {
    expect(() => urlPath`/v1/customers/${value}`).toThrow('must not be empty or dots');
  });

  test.each(['/v1/a', '/', '/a//b', '/..a', '/bot1:A/x', '/a%2Fb'])('%s is a path', (path) => {
    expect(() => assertPlainPath(path)).not.toThrow();
  });

  test.each([
    'v1/a',
    '',
    '/a/../b',
    '/a/.',
    '/a/%2e%2E/b',
    '/a/.%2e',
    '/a\\..\\b',
    '/a/.\t./b',
    '/a?b=1',
    '/a#b',
    '/a b',
    '/a\r\nx: y',
  ])('%j is refused', (path) => {
    expect(() => assertPlainPath(path)).toThrow('The path of a request must');
  });
});
