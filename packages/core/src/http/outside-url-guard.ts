import { isIP } from 'node:net';
import { TouchlineError } from '../errors/touchline-error.ts';
import { isPublicAddress } from './public-address.ts';

/** How {@link assertOutsideUrl} judges. */
export interface OutsideUrlOptions {
  /** Lets it lead anywhere, and over http too. For tests and closed networks. Default false. */
  readonly allowPrivateAddresses?: boolean;
}

/**
 * Takes a URL that came from outside (a webhook's payload, a customer's form) and gives it back parsed, if a server may
 * call it: https, no credentials, and no host that is plainly internal. A name may still resolve to anything; the HTTP
 * client therefore looks again at the address that it connects to.
 *
 * @throws TouchlineError `http.url_forbidden`. The message does not repeat the URL.
 */
export const assertOutsideUrl = (url: string | URL, options: OutsideUrlOptions = {}): URL => {
  const parsed = URL.parse(String(url));
  if (!parsed) throw forbiddenUrl('it cannot be parsed');
  if (parsed.href.length > longestUrl) throw forbiddenUrl('it is too long');
  if (parsed.username !== '' || parsed.password !== '') throw forbiddenUrl('it holds credentials');
  const isHttp = parsed.protocol === 'http:' && options.allowPrivateAddresses;
  if (parsed.protocol !== 'https:' && !isHttp) throw forbiddenUrl('it is not https');
  if (!options.allowPrivateAddresses) assertPublicHost(parsed.hostname);
  return parsed;
};

/** The error for a URL that may not be called. */
export const forbiddenUrl = (why: string): TouchlineError =>
  new TouchlineError('http.url_forbidden', `A URL from outside is not allowed: ${why}.`);

const longestUrl = 8_192;

/** By now the URL parser has written octal, hexadecimal and short forms of an IPv4 address in the usual way. */
const assertPublicHost = (hostname: string): void => {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  if (isIP(host) !== 0) {
    if (!isPublicAddress(host)) throw forbiddenUrl('its address is not public');
  } else if (host === '' || !host.includes('.') || internalNames.test(host)) {
    throw forbiddenUrl('its host is an internal name');
  }
};

/**
 * Names that are never on the public Internet, cloud metadata's among them (`metadata.google.internal`, `metadata.goog`).
 *
 * @see https://www.iana.org/assignments/special-use-domain-names
 */
const internalNames =
  /(^|\.)(localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa|onion|metadata\.goog)$/;
