import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { publicKeyFromCertificate, requirePinnedUrl } from './index.ts';

const invalid = expect.objectContaining({ code: 'webhook.signature_invalid' });
const pem = (name: string) =>
  readFileSync(new URL(`fixtures/certificates/${name}.pem`, import.meta.url), 'utf8');
// Made for these tests with openssl: valid from November 2026 for a hundred years.
const [root, otherRoot, intermediate, leaf, issuedByLeaf] = [
  'root',
  'other-root',
  'intermediate',
  'leaf',
  'issued-by-leaf',
].map(pem) as [string, string, string, string, string];
const demands = { nowMs: Date.UTC(2030, 0, 1), subjectAltName: 'signer.example.com', roots: [root] };

describe('publicKeyFromCertificate', () => {
  test('gives the key of the leaf when the chain ends in a trusted root', () => {
    for (const chain of [leaf + intermediate, leaf + intermediate + root])
      expect(publicKeyFromCertificate(chain, demands).asymmetricKeyType).toBe('rsa');
    expect(publicKeyFromCertificate(leaf, { ...demands, roots: [otherRoot, intermediate] })).toBeDefined();
  });

  test('refuses a chain that ends nowhere, in a stranger of the same name, or out of order', () => {
    for (const chain of [leaf, leaf + root, intermediate + leaf, leaf + otherRoot])
      expect(() => publicKeyFromCertificate(chain, demands)).toThrow(invalid);
    expect(() => publicKeyFromCertificate(leaf + intermediate, { ...demands, roots: [otherRoot] })).toThrow(
      invalid,
    );
  });

  test('refuses a certificate that is issued by somebody who is no authority', () => {
    expect(() => publicKeyFromCertificate(issuedByLeaf + leaf + intermediate, demands)).toThrow(invalid);
  });

  test('refuses a certificate that was changed after it was signed', () => {
    const der = Buffer.from(leaf.replaceAll(/-----.*-----|\n/g, ''), 'base64').toString('latin1');
    const changed = Buffer.from(der.replaceAll('signer.example.com', 'signer.example.net'), 'latin1');
    const pem = `-----BEGIN CERTIFICATE-----\n${changed.toString('base64')}\n-----END CERTIFICATE-----\n`;
    const subjectAltName = 'signer.example.net';
    expect(publicKeyFromCertificate(pem, { ...demands, subjectAltName, roots: [] })).toBeDefined();
    expect(() => publicKeyFromCertificate(pem + intermediate, { ...demands, subjectAltName })).toThrow(
      invalid,
    );
  });

  test('trusts the roots of Node by default, and so none of these', () => {
    expect(() => publicKeyFromCertificate(leaf + intermediate + root, { nowMs: demands.nowMs })).toThrow(
      invalid,
    );
  });

  test('looks only at dates and name where the list of roots is empty', () => {
    expect(publicKeyFromCertificate(leaf, { ...demands, roots: [] }).asymmetricKeyType).toBe('rsa');
  });

  test('refuses what is not valid yet, or no longer, or of another name', () => {
    const chain = leaf + intermediate;
    for (const nowMs of [Date.UTC(2026, 0, 1), Date.UTC(2200, 0, 1), Number.NaN]) {
      expect(() => publicKeyFromCertificate(leaf, { ...demands, nowMs, roots: [] })).toThrow(invalid);
      expect(() => publicKeyFromCertificate(chain, { ...demands, nowMs })).toThrow(invalid);
    }
    for (const subjectAltName of ['example.com', 'signer.example.com.evil.example', 'Example Intermediate'])
      expect(() => publicKeyFromCertificate(chain, { ...demands, subjectAltName })).toThrow(invalid);
  });

  test('a chain that was trusted once is still asked for its dates and its name', () => {
    const chain = leaf + intermediate;
    const key = publicKeyFromCertificate(chain, demands);
    expect(publicKeyFromCertificate(chain, demands)).toBe(key);
    for (const nowMs of [Date.UTC(2026, 0, 1), Date.UTC(2200, 0, 1), Number.NaN])
      expect(() => publicKeyFromCertificate(chain, { ...demands, nowMs })).toThrow(invalid);
    for (const subjectAltName of ['', 'example.com'])
      expect(() => publicKeyFromCertificate(chain, { ...demands, subjectAltName })).toThrow(invalid);
    expect(() => publicKeyFromCertificate(chain, { ...demands, roots: [otherRoot] })).toThrow(invalid);
    expect(() =>
      publicKeyFromCertificate(chain.replace(/\n[A-Za-z0-9+/]{10}/, '\nAAAAAAAAAA'), demands),
    ).toThrow(invalid);
  });

  test('refuses what is no certificate', () => {
    const broken = leaf.replace(/\n[A-Za-z0-9+/]{10}/, '\nAAAAAAAAAA');
    for (const text of [
      '',
      'x',
      broken,
      '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----',
      leaf.repeat(9),
    ])
      expect(() => publicKeyFromCertificate(text, demands)).toThrow(invalid);
    expect(() => publicKeyFromCertificate('-----BEGIN CERTIFICATE-----'.repeat(100_000), demands)).toThrow(
      invalid,
    );
  });
});

describe('requirePinnedUrl', () => {
  const pin = { host: /sns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?/, pathSuffix: '.pem' };

  test('lets the pinned address through, in its normal form', () => {
    expect(requirePinnedUrl('https://sns.eu-west-1.amazonaws.com:443/a/../SNS-1.pem', pin)).toBe(
      'https://sns.eu-west-1.amazonaws.com/SNS-1.pem',
    );
    const exact = { host: 's3.amazonaws.com', pathPrefix: '/echo.api/' };
    expect(requirePinnedUrl('https://S3.amazonaws.com/echo.api/../echo.api/cert', exact)).toBe(
      'https://s3.amazonaws.com/echo.api/cert',
    );
    expect(() => requirePinnedUrl('https://s3.amazonaws.com/echo.api/../mine/cert', exact)).toThrow(invalid);
    expect(() => requirePinnedUrl('https://s3.amazonaws.com/EcHo.aPi/cert', exact)).toThrow(invalid);
  });

  test.for([
    'http://sns.eu-west-1.amazonaws.com/a.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/a.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem',
    'https://evil.example/sns.eu-west-1.amazonaws.com/a.pem',
    'https://evil.sns.eu-west-1.amazonaws.com/a.pem',
    'https://sns.eu-west-1.amazonaws.com@evil.example/a.pem',
    'https://user:pass@sns.eu-west-1.amazonaws.com/a.pem',
    'https://user@sns.eu-west-1.amazonaws.com/a.pem',
    'https://sns.eu-west-1.amazonaws.com/a.txt',
    'https://sns.eu-west-1.amazonaws.com/?x=a.pem',
    'https://snsXeu-west-1.amazonaws.com/a.pem',
    '//sns.eu-west-1.amazonaws.com/a.pem',
    'file:///etc/a.pem',
    '',
  ])('refuses %j', (url) => expect(() => requirePinnedUrl(url, pin)).toThrow(invalid));
});
