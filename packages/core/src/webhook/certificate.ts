import { type KeyObject, X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { invalid, misconfigured } from './refusal.ts';

/** Which addresses a certificate may be fetched from. */
export interface CertificateUrlPin {
  /** The whole host name: text for exactly this one, or an expression that must match all of it. */
  readonly host: string | RegExp;
  /** How the path begins; letter case counts. Default: any. */
  readonly pathPrefix?: string;
  /** How the path ends, such as `.pem`. Default: any. */
  readonly pathSuffix?: string;
}

/**
 * Whether a certificate or key may be fetched from a URL that came with a request. Only https on its own
 * port, without user or password, from the pinned host: the sender of a forged request must not choose whose
 * key is believed, nor whom we call.
 *
 * @returns the URL in its normal form: what is to be fetched, and what a cache is to be keyed with.
 * @throws SignatureError `webhook.signature_invalid` otherwise.
 */
export const requirePinnedUrl = (
  url: string,
  { host, pathPrefix = '/', pathSuffix = '' }: CertificateUrlPin,
): string => {
  const parsed = URL.parse(url);
  const pinned =
    parsed?.protocol === 'https:' &&
    parsed.port === '' &&
    parsed.username === '' &&
    parsed.password === '' &&
    matchesWhole(host, parsed.hostname) &&
    parsed.pathname.startsWith(pathPrefix) &&
    parsed.pathname.endsWith(pathSuffix);
  if (!pinned) throw invalid('The certificate is not where it must be.');
  return parsed.href;
};

/** What a certificate must be. */
export interface CertificateDemands {
  /** Now, in milliseconds since the Unix epoch: every certificate up to the root must be valid then. */
  readonly nowMs: number;
  /** A DNS name that must be among the leaf's subject alternative names. Default: none is demanded. */
  readonly subjectAltName?: string;
  /**
   * Whose signature the chain must end in, as PEM. Default: the root certificates that come with Node. An
   * empty list leaves the chain unchecked, which is right only where the URL pin alone is the vendor's rule.
   */
  readonly roots?: readonly string[];
}

/**
 * The public key of a certificate that was already fetched, after it has been checked: dates, name, and the
 * chain up to a trusted root. Revocation is not looked up, nor are name constraints read. The same chain again is
 * only checked for its dates: vendors sign millions of webhooks with one.
 *
 * @param pem one certificate or more: the leaf first, then each one's issuer.
 * @throws SignatureError `webhook.signature_invalid` when it does not meet a demand.
 */
export const publicKeyFromCertificate = (
  pem: string,
  { nowMs, subjectAltName, roots = rootCertificates }: CertificateDemands,
): KeyObject => {
  const trusted = trustedUnder(roots);
  const key = `${subjectAltName === undefined ? 'anybody' : `=${subjectAltName}`}\n${pem}`;
  const known = trusted.get(key);
  if (known && known.fromMs <= nowMs && nowMs <= known.untilMs) return known.publicKey;

  const chain = parseChain(pem);
  const [leaf] = chain;
  if (leaf === undefined) throw invalid('There is no certificate.');
  requireInDate(leaf, nowMs);
  if (subjectAltName !== undefined && leaf.checkHost(subjectAltName, { subject: 'never' }) === undefined)
    throw invalid('The certificate is of somebody else.');
  const path = roots.length > 0 ? requireTrust(chain, roots, nowMs) : [leaf];
  keep(trusted, key, {
    publicKey: leaf.publicKey,
    fromMs: Math.max(...path.map(({ validFrom }) => Date.parse(validFrom))),
    untilMs: Math.min(...path.map(({ validTo }) => Date.parse(validTo))),
  });
  return leaf.publicKey;
};

/** A chain that met its demands, and from when until when it does so. */
interface TrustedChain {
  readonly publicKey: KeyObject;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** By the roots that it leads to, and by name and text. */
const trustedChains = new WeakMap<readonly string[], Map<string, TrustedChain>>();

const trustedUnder = (roots: readonly string[]): Map<string, TrustedChain> => {
  const trusted = trustedChains.get(roots) ?? new Map<string, TrustedChain>();
  trustedChains.set(roots, trusted);
  return trusted;
};

/** A vendor uses one or two at a time. Only what is trusted is kept, so a forger cannot push anything out. */
const maxTrustedChains = 16;

const keep = (trusted: Map<string, TrustedChain>, key: string, chain: TrustedChain): void => {
  trusted.set(key, chain);
  const [oldest] = trusted.keys();
  if (trusted.size > maxTrustedChains && oldest !== undefined) trusted.delete(oldest);
};

const maxChainLength = 8;

const parseChain = (pem: string): readonly X509Certificate[] => {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length > maxChainLength) throw invalid('The certificate chain is too long.');
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    throw invalid('The certificate cannot be read.');
  }
};

const requireInDate = ({ validFrom, validTo }: X509Certificate, nowMs: number): void => {
  if (!(Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo)))
    throw invalid('A certificate of the chain is not valid now.');
};

/**
 * Each certificate must be signed by the next one, up to the first that a root has signed, or that is one. What
 * is sent along beyond it does not matter: chains often end in a cross-signed root that has run out.
 *
 * @returns the certificates that the trust rests on, the root among them.
 */
const requireTrust = (
  chain: readonly X509Certificate[],
  roots: readonly string[],
  nowMs: number,
): readonly X509Certificate[] => {
  const anchors = anchorsOf(roots);
  for (const [index, certificate] of chain.entries()) {
    requireInDate(certificate, nowMs);
    const path = chain.slice(0, index + 1);
    if (anchors.some((anchor) => anchor.fingerprint256 === certificate.fingerprint256)) return path;
    const anchor = anchors.find((candidate) => isIssuedBy(certificate, candidate));
    if (anchor) {
      requireInDate(anchor, nowMs);
      return [...path, anchor];
    }
    const issuer = chain[index + 1];
    if (issuer === undefined || !isIssuedBy(certificate, issuer)) break;
  }
  throw invalid('The certificate is not signed by a trusted root.');
};

const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

const parsedAnchors = new WeakMap<readonly string[], readonly X509Certificate[]>();

/** Parsing Node's hundred and more roots takes milliseconds, so each list is parsed once. */
const anchorsOf = (roots: readonly string[]): readonly X509Certificate[] => {
  const anchors = parsedAnchors.get(roots) ?? roots.map(parseRoot);
  parsedAnchors.set(roots, anchors);
  return anchors;
};

const parseRoot = (pem: string): X509Certificate => {
  try {
    return new X509Certificate(pem);
  } catch {
    throw misconfigured('A root certificate cannot be read.');
  }
};

const matchesWhole = (pin: string | RegExp, host: string): boolean =>
  typeof pin === 'string'
    ? pin === host
    : new RegExp(`^(?:${pin.source})$`, pin.ignoreCase ? 'i' : '').test(host);
