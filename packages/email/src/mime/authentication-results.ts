import type { MailHeader } from './mail-headers.ts';
import { isSameOrganisation } from './same-organisation.ts';

/** What a mail server found out about the sender: `pass`, `fail`, … of RFC 8601. */
export interface MailAuthentication {
  readonly spf?: string;
  readonly dkim?: string;
  readonly dmarc?: string;
}

/**
 * Reads the `Authentication-Results` of one's own mail server (https://www.rfc-editor.org/rfc/rfc8601). Anyone can write such a header, so
 * only those count that bear the server's name, which removes the forged ones of that name.
 *
 * A signature speaks for the sender only where its domain is the sender's, or one above or below it.
 *
 * @param server the name that the server puts first (its authserv-id).
 */
export const authenticationOf = (
  headers: readonly MailHeader[],
  server: string,
  fromAddress: string | undefined,
): MailAuthentication | undefined => {
  const results = headers
    .filter(({ name }) => name.toLowerCase() === 'authentication-results')
    .map(({ value }) => withoutComments(value).split(';'))
    .filter(([id = '']) => id.trim().split(/\s/, 1)[0]?.toLowerCase() === server.toLowerCase())
    .flatMap(([, ...entries]) => entries.flatMap((entry) => resultIn(entry) ?? []));
  if (results.length === 0) return undefined;
  const first = (method: string) => results.find((result) => result.method === method)?.result;
  const domain = domainOf(fromAddress ?? '');
  const aligned = results.filter(
    ({ method, signer }) => method === 'dkim' && isSameOrganisation(signer, domain),
  );
  const dkim = results.some(({ method }) => method === 'dkim')
    ? (aligned.find(({ result }) => result === 'pass')?.result ?? aligned[0]?.result ?? 'none')
    : undefined;
  const [spf, dmarc] = [first('spf'), first('dmarc')];
  return {
    ...(spf !== undefined && { spf }),
    ...(dkim !== undefined && { dkim }),
    ...(dmarc !== undefined && { dmarc }),
  };
};

interface Result {
  readonly method: string;
  readonly result: string;
  /** The domain that signed, of DKIM. */
  readonly signer: string;
}

const resultIn = (entry: string): Result | undefined => {
  const [, method, result] = /^\s*([a-z]{1,32})\s*=\s*([a-z]{1,64})/i.exec(entry) ?? [];
  if (method === undefined || result === undefined) return undefined;
  const signer = /\sheader\.(?:d|i)\s*=\s*"?(?:[^\s"@]{0,320}@)?([\w.-]{1,255})/i.exec(entry)?.[1] ?? '';
  return { method: method.toLowerCase(), result: result.toLowerCase(), signer: signer.toLowerCase() };
};

/** Comments may hold anything, also what looks like a result. */
const withoutComments = (text: string): string => {
  let depth = 0;
  let kept = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    else if (character === ')' && depth > 0) depth -= 1;
    else if (depth === 0) kept += character;
  }
  return kept;
};

const domainOf = (address: string): string => address.split('@').at(-1)?.toLowerCase() ?? '';
