import { generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult, sign } from 'node:crypto';
import {
  bits,
  boolean,
  type Der,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octets,
  sequence,
  set,
  time,
  utf8,
} from './der.ts';

/** What a test's chain is like. Everything has a default that Alexa's rules accept. */
export interface CertificateChainOptions {
  /** Default: a day before and a year after `nowMs`. */
  readonly validFromMs?: number;
  readonly validToMs?: number;
  /** The DNS name of the leaf. Default `echo-api.amazon.com`. */
  readonly subjectAltName?: string;
  /** Whether the certificate in the middle may issue others. Default true. */
  readonly isIntermediateAuthority?: boolean;
}

/** An authority of a test's own: its certificate is what the connector must trust. */
export interface TestAuthority {
  readonly rootCertificate: string;
  /** A chain that leads to the root, and the key that the leaf belongs to. */
  readonly issue: (options: CertificateChainOptions & { readonly nowMs: number }) => IssuedChain;
}

/** A chain as it is served, leaf first, and its key. */
export interface IssuedChain {
  readonly pem: string;
  readonly privateKey: string;
}

const day = 24 * 3_600_000;

/** Makes an authority. Its certificates are real, and worth nothing. */
export const createTestAuthority = (nowMs: number): TestAuthority => {
  const root = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const life = { fromMs: nowMs - 20 * 365 * day, toMs: nowMs + 20 * 365 * day };
  let serial = 1;
  const make = (certificate: Omit<CertificateDraft, 'serial'>): string => {
    serial += 1;
    return certificatePem({ ...certificate, serial });
  };
  const rootCertificate = make({
    subject: 'Touchline Sandbox Root',
    issuer: 'Touchline Sandbox Root',
    issuerKey: root.privateKey,
    publicKey: root.publicKey,
    isAuthority: true,
    ...life,
  });

  return {
    rootCertificate,
    issue({ nowMs: now, validFromMs, validToMs, subjectAltName, isIntermediateAuthority = true }) {
      const middle = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const leaf = nextLeafKeys();
      const leafPem = make({
        subject: 'Touchline Sandbox Leaf',
        issuer: 'Touchline Sandbox Intermediate',
        issuerKey: middle.privateKey,
        publicKey: leaf.publicKey,
        isAuthority: false,
        fromMs: validFromMs ?? now - day,
        toMs: validToMs ?? now + 365 * day,
        subjectAltName: subjectAltName ?? 'echo-api.amazon.com',
      });
      const middlePem = make({
        subject: 'Touchline Sandbox Intermediate',
        issuer: 'Touchline Sandbox Root',
        issuerKey: root.privateKey,
        publicKey: middle.publicKey,
        isAuthority: isIntermediateAuthority,
        ...life,
      });
      return {
        pem: leafPem + middlePem,
        privateKey: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
};

/** Making an RSA key takes long, so two of them serve by turns: a chain never has the key of the one before it. */
const leafKeys: KeyPairKeyObjectResult[] = [];
let issued = 0;

const nextLeafKeys = (): KeyPairKeyObjectResult => {
  issued += 1;
  const keys = leafKeys[issued % 2] ?? generateKeyPairSync('rsa', { modulusLength: 2_048 });
  leafKeys[issued % 2] = keys;
  return keys;
};

interface CertificateDraft {
  readonly serial: number;
  readonly subject: string;
  readonly issuer: string;
  readonly issuerKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly isAuthority: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  readonly subjectAltName?: string;
}

/** ecdsa-with-SHA256. */
const signatureAlgorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
const certificatePem = (draft: CertificateDraft): string => {
  const { serial, subject, issuer, issuerKey, publicKey, isAuthority, fromMs, toMs, subjectAltName } = draft;
  const toBeSigned = sequence(
    explicit(0, integer(2)),
    integer(serial),
    signatureAlgorithm,
    nameOf(issuer),
    sequence(time(fromMs), time(toMs)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(
      3,
      sequence(
        extension('2.5.29.19', sequence(...(isAuthority ? [boolean(true)] : [])), true),
        ...(subjectAltName === undefined
          ? []
          : [extension('2.5.29.17', sequence(implicit(2, Buffer.from(subjectAltName))), false)]),
      ),
    ),
  );
  const der = sequence(toBeSigned, signatureAlgorithm, bits(sign('sha256', toBeSigned, issuerKey)));
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
};

const nameOf = (commonName: string): Der =>
  sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8(commonName))));

const extension = (id: string, value: Der, isCritical: boolean): Der =>
  sequence(objectIdentifier(id), ...(isCritical ? [boolean(true)] : []), octets(value));
