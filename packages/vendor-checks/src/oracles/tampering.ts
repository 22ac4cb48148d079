import type { SignatureScheme, WebhookRequest } from '@touchline/core';
import type { OracleRound, RoundKey } from './oracle.ts';

/** What is done to a signed request. */
export type Tampering =
  | 'none'
  | 'a byte of the body changed'
  | 'the body made longer'
  | 'signed with another secret'
  | 'the signature left out'
  | 'the signature changed'
  | 'the URL changed'
  | 'signed long ago'
  | 'signed in the future'
  | 'the time changed';

interface TamperingContext {
  readonly whole: WebhookRequest;
  readonly unsigned: WebhookRequest;
  readonly round: OracleRound;
  readonly signAt: (signedMs: number, key: RoundKey) => WebhookRequest | Promise<WebhookRequest>;
  readonly nowMs: number;
  readonly keyOf: (bytes: Uint8Array) => RoundKey;
}

interface NamedTampering {
  readonly name: Tampering;
  readonly apply: (context: TamperingContext) => WebhookRequest | Promise<WebhookRequest>;
}

/** What can be done to a request that is signed by a scheme. */
export const tamperingsOf = (scheme: SignatureScheme): readonly NamedTampering[] => {
  const signature =
    'signature' in scheme && 'header' in scheme.signature ? scheme.signature.header : undefined;
  const timestamp = 'timestamp' in scheme ? scheme.timestamp : undefined;
  const toleranceMs = ('toleranceMs' in scheme ? scheme.toleranceMs : undefined) ?? 300_000;
  return [
    { name: 'a byte of the body changed', apply: ({ whole, round }) => withByteChanged(whole, round) },
    {
      name: 'the body made longer',
      apply: ({ whole }) => ({ ...whole, rawBody: Buffer.concat([whole.rawBody, Buffer.from(' ')]) }),
    },
    {
      name: 'signed with another secret',
      // The lowest bit decides between the fixed pairs of public-key schemes.
      apply: ({ round, signAt, nowMs, keyOf }) =>
        signAt(nowMs, keyOf(round.key.map((byte, index) => (index === 0 ? byte ^ 1 : byte)))),
    },
    { name: 'the URL changed', apply: ({ whole }) => ({ ...whole, url: `${whole.url}x` }) },
    ...(signature === undefined
      ? []
      : ([
          {
            name: 'the signature left out',
            apply: ({ whole }) => {
              const { [signature]: _, ...headers } = whole.headers;
              return { ...whole, headers };
            },
          },
          {
            name: 'the signature changed',
            apply: ({ whole, round }) => withHeader(whole, signature, (text) => changed(text, round)),
          },
        ] satisfies NamedTampering[])),
    ...(timestamp === undefined || !('header' in timestamp)
      ? []
      : ([
          {
            name: 'signed long ago',
            apply: ({ signAt, nowMs, keyOf, round }) =>
              signAt(nowMs - toleranceMs - 3_600_000, keyOf(round.key)),
          },
          {
            name: 'signed in the future',
            apply: ({ signAt, nowMs, keyOf, round }) =>
              signAt(nowMs + toleranceMs + 3_600_000, keyOf(round.key)),
          },
          {
            name: 'the time changed',
            apply: ({ whole }) =>
              withHeader(whole, timestamp.header, (text) =>
                text.replace(/\d{9,}/, (digits) => String(Number(digits) - 7)),
              ),
          },
        ] satisfies NamedTampering[])),
  ];
};

const at = (length: number, chance = 0): number => Math.min(length - 1, Math.floor(chance * length));

const withByteChanged = (request: WebhookRequest, { entropy }: OracleRound): WebhookRequest => {
  const rawBody = Uint8Array.from(request.rawBody);
  const index = at(rawBody.length, entropy[0]);
  // Another letter: what is no longer a text in any encoding would be refused for that.
  rawBody[index] = rawBody[index] === 0x78 ? 0x79 : 0x78;
  return { ...request, rawBody };
};

const withHeader = (
  request: WebhookRequest,
  name: string,
  change: (text: string) => string,
): WebhookRequest => ({
  ...request,
  headers: { ...request.headers, [name]: change(request.headers[name] ?? '') },
});

/** Changes a character in the middle of it: at its end, some encodings have characters that say nothing. */
const changed = (text: string, { entropy }: OracleRound): string => {
  const index = Math.floor(text.length / 3) + at(Math.floor(text.length / 3), entropy[1]);
  const other = text[index] === 'a' ? 'b' : 'a';
  return text.slice(0, index) + other + text.slice(index + 1);
};
