import { TouchlineError } from '../errors/touchline-error.ts';
import { Secret } from '../privacy/secret.ts';
import { isCredentialName } from './call.ts';
import type { PreparedRequest, RawResponse, Send } from './transport.ts';

/** A request that was not sent, to be shown: its credentials are redacted. */
export interface PlannedRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As text; what is none is named by its length. */
  readonly body?: string;
}

/** Finds out what a call would send. */
export interface DryRun {
  /** Takes the place of the connection: `action(input, { send })`. The call then ends with an error that means nothing. */
  readonly send: Send;
  /** What was to be sent so far. */
  readonly requests: readonly PlannedRequest[];
}

/**
 * Shows what an action would send to its vendor, and sends nothing: `await action(input, { send: dryRun.send })`. It ends at
 * the first request whose answer the action would need; a request for an access token is answered, so that the request that
 * needs the token shows too. A connector that has no HTTP client, such as one for SMTP, refuses it and does nothing. One that has one,
 * and does work by other ways too, has to do that work through it, or not at all, where it is to be tried dry.
 */
export const createDryRun = (): DryRun => {
  const requests: PlannedRequest[] = [];
  return {
    requests,
    send: async (request, { secrets = [] }) => {
      requests.push(planned(request, secrets));
      if (isTokenRequest(request)) return madeUpToken;
      throw new TouchlineError('http.aborted', 'This is a dry run: nothing is sent.', {
        disposition: 'reject',
      });
    },
  };
};

const redacted = '[redacted]';

const planned = (
  { method, url, headers, body }: PreparedRequest,
  secrets: readonly (string | Secret)[],
): PlannedRequest => {
  const hide = hiding(secrets);
  return {
    method,
    url: hide(withoutCredentials(url)),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        isCredentialName(name) ? kindOf(value) : hide(value),
      ]),
    ),
    ...(body && { body: hide(textOf(body)) }),
  };
};

/** Takes secrets out of a text, however they are written in it. */
const hiding = (secrets: readonly (string | Secret)[]): ((text: string) => string) => {
  const written = secrets
    .map((secret) => (secret instanceof Secret ? secret.reveal() : secret))
    .filter((value) => value !== '')
    .flatMap((value) => [
      value,
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value),
      new URLSearchParams({ value }).toString().slice('value='.length),
      Buffer.from(value).toString('base64'),
    ])
    .sort((one, other) => other.length - one.length);
  return (text) => written.reduce((shown, value) => shown.replaceAll(value, redacted), text);
};

/** A scheme says nothing: `Bearer [redacted]`. */
const kindOf = (credential: string): string => {
  const scheme = /^(Basic|Bearer) /i.exec(credential)?.[1];
  return scheme === undefined ? redacted : `${scheme} ${redacted}`;
};

const withoutCredentials = (url: string): string => {
  const parsed = new URL(url);
  const names = [...parsed.searchParams.keys()].filter(isCredentialName);
  if (names.length === 0) return url;
  for (const name of names) parsed.searchParams.set(name, redacted);
  return parsed.href;
};

const textOf = (body: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return `[${body.byteLength} bytes]`;
  }
};

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4.2 */
const isTokenRequest = ({ body }: PreparedRequest): boolean =>
  body !== undefined && /(^|&)grant_type=client_credentials(&|$)/.test(textOf(body));

const madeUpToken: RawResponse = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: new TextEncoder().encode('{"access_token":"dry-run","token_type":"Bearer","expires_in":60}'),
};
