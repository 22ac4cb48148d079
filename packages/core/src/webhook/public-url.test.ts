import { describe, expect, test } from 'vitest';
import { applyPublicUrl, urlPortVariants } from './index.ts';

describe('applyPublicUrl', () => {
  test.for([
    ['http://10.0.0.7/in?a=1&b=%2f', 'https://x.example/hooks', 'https://x.example/hooks?a=1&b=%2f'],
    ['http://10.0.0.7/in', 'https://x.example/hooks?key=7', 'https://x.example/hooks?key=7'],
    ['http://10.0.0.7/in?a=1', 'https://x.example/hooks?key=7', 'https://x.example/hooks?a=1'],
    ['http://10.0.0.7/in?a=1', 'https://x.example/hooks#part', 'https://x.example/hooks?a=1'],
    ['http://10.0.0.7/in?a=1', undefined, 'http://10.0.0.7/in?a=1'],
  ] as const)('%s behind %s is %s', ([url, publicUrl, expected]) => {
    expect(applyPublicUrl(url, publicUrl)).toBe(expected);
  });
});

describe('urlPortVariants', () => {
  test.for([
    ['https://x.example/a?b', 'https://x.example:443/a?b'],
    ['http://x.example', 'http://x.example:80'],
    ['https://x.example:443/a', 'https://x.example/a'],
    ['https://x.example:8443?a', 'https://x.example?a'],
    ['https://[::1]/a', 'https://[::1]:443/a'],
    ['https://u:p@x.example/a', 'https://u:p@x.example:443/a'],
  ])('%s may also be %s', ([url = '', other]) => expect(urlPortVariants(url)).toEqual([url, other]));

  test('leaves alone what is no web address', () => {
    for (const url of ['', 'ftp://x.example', '/a', `https://${'x:1'.repeat(10_000)}`])
      expect(urlPortVariants(url)[0]).toBe(url);
  });
});
