import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertOutsideUrl } from './outside-url-guard.ts';
import { isPublicAddress } from './public-address.ts';

describe('URLs from outside', () => {
  test.each([
    'https://example.com/hook?x=1',
    'https://example.com:8443/',
    'https://1.1.1.1/',
    'https://[2606:4700::1111]/',
  ])('%s may be called', (url) => {
    expect(assertOutsideUrl(url).href).toBe(url);
  });

  test.each([
    ['http://example.com/', 'it is not https'],
    ['ftp://example.com/', 'it is not https'],
    ['file:///etc/passwd', 'it is not https'],
    ['data:text/plain,x', 'it is not https'],
    ['javascript:alert(1)', 'it is not https'],
    ['/relative', 'it cannot be parsed'],
    ['https://', 'it cannot be parsed'],
    ['https://user:pass@example.com/', 'it holds credentials'],
    ['https://user@example.com/', 'it holds credentials'],
    [`https://example.com/${'x'.repeat(9_000)}`, 'it is too long'],
    ['https://127.0.0.1/', 'its address is not public'],
    ['https://127.1/', 'its address is not public'],
    ['https://2130706433/', 'its address is not public'],
    ['https://0x7f.0.0.1/', 'its address is not public'],
    ['https://0177.0.0.1/', 'its address is not public'],
    ['https://0/', 'its address is not public'],
    ['https://①②⑦.0.0.1/', 'its address is not public'],
    ['https://169.254.169.254/latest/meta-data/', 'its address is not public'],
    ['https://[::1]/', 'its address is not public'],
    ['https://[::ffff:127.0.0.1]/', 'its address is not public'],
    ['https://[fd00:ec2::254]/', 'its address is not public'],
    ['https://localhost/', 'its host is an internal name'],
    ['https://LOCALHOST./', 'its host is an internal name'],
    ['https://app.localhost/', 'its host is an internal name'],
    ['https://intranet/', 'its host is an internal name'],
    ['https://metadata.google.internal/computeMetadata/v1/', 'its host is an internal name'],
    ['https://metadata.goog/', 'its host is an internal name'],
    ['https://printer.local/', 'its host is an internal name'],
  ])('%s is refused: %s', (url, why) => {
    expect(() => assertOutsideUrl(url)).toThrow(expect.objectContaining({ code: 'http.url_forbidden' }));
    expect(() => assertOutsideUrl(url)).toThrow(`A URL from outside is not allowed: ${why}.`);
  });

  test('a name that only ends like an internal one may be called', () => {
    expect(assertOutsideUrl('https://notlocalhost.com/').hostname).toBe('notlocalhost.com');
    expect(assertOutsideUrl('https://internal.example.com/').hostname).toBe('internal.example.com');
  });

  test('private addresses are let in where that is asked for, credentials never', () => {
    expect(assertOutsideUrl('http://127.0.0.1:8080/', { allowPrivateAddresses: true }).port).toBe('8080');
    expect(() => assertOutsideUrl('http://u:p@127.0.0.1/', { allowPrivateAddresses: true })).toThrow(
      'credentials',
    );
  });

  test('what is thrown away by the URL parser hides nothing', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.webPath(), (address, path) => {
        const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
        const isAllowed = (host: string): boolean => {
          try {
            assertOutsideUrl(`https://${host}${path}`);
            return true;
          } catch {
            return false;
          }
        };
        expect(isAllowed(String(number))).toBe(isPublicAddress(address));
        expect(isAllowed(`0x${number.toString(16)}`)).toBe(isPublicAddress(address));
        expect(isAllowed(`[::ffff:${address}]`)).toBe(false);
      }),
      { seed: 20261121, numRuns: 100 },
    );
  });
});

describe('public addresses', () => {
  test.each([
    '8.8.8.8',
    '93.184.215.14',
    '100.63.255.255',
    '172.15.0.1',
    '172.32.0.1',
    '2606:4700:4700::1111',
    '64:ff9b::8.8.8.8',
    '64:ff9b::808:808',
  ])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1']],
    ['loopback', ['127.0.0.1', '127.255.255.255', '::1']],
    ['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
    ['link-local', ['169.254.0.1', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'febf::1']],
    ['unique-local', ['fc00::1', 'fd00:ec2::254']],
    ['site-local', ['fec0::1']],
    ['carrier-grade NAT', ['100.64.0.1', '100.100.100.200', '100.127.255.255']],
    ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1']],
    ['broadcast and reserved', ['240.0.0.1', '255.255.255.255']],
    ['documentation', ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1']],
    ['benchmarking', ['198.18.0.1', '198.19.255.255']],
    ['protocol assignments', ['192.0.0.192', '2001::1', '2001:10::1']],
    ['cloud platform', ['168.63.129.16']],
    ['IPv4-mapped', ['::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1']],
    ['IPv4-compatible', ['::127.0.0.1', '::7f00:1']],
    ['NAT64', ['64:ff9b::10.0.0.1', '64:ff9b::7f00:1', '64:ff9b::', '64:ff9b::1', '64:ff9b:1::808:808']],
    ['6to4', ['2002:7f00:1::', '2002:808:808::1']],
    ['no address', ['', 'example.com', '1.2.3', '1.2.3.4.5', '0x7f000001', '::g']],
  ])('%s is none', (_, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});
