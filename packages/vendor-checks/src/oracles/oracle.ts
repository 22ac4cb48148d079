import {
  type SignatureScheme,
  type SigningKey,
  signRequest,
  TouchlineError,
  verifySignature,
  type WebhookRequest,
} from '@touchline/core';
import { type Tampering, tamperingsOf } from './tampering.ts';

/** A secret, or a pair of keys: with what a vendor signs, and with what it is verified. */
export interface RoundKey {
  readonly sign: SigningKey;
  readonly verify: string;
}

/** One way in which a vendor signs, and who judges it besides us. */
export interface OracleCase {
  readonly name: string;
  readonly scheme: SignatureScheme;
  /** The request before it is signed. */
  readonly request: (round: Pick<OracleRound, 'text' | 'entropy'>) => WebhookRequest;
  /** The key made of 32 random bytes. */
  readonly keyOf: (bytes: Uint8Array) => RoundKey;
  /** What goes into the scheme's values, such as a message's id. */
  readonly values?: Readonly<Record<string, string>>;
  /** The verdict of the vendor's own package; throwing is refusing. It may read the machine's clock, so `nowMs` is now. */
  readonly accepts: (request: WebhookRequest, secret: string, nowMs: number) => unknown;
  /** Signs by the vendor's own package, where it can. */
  readonly signTheirs?: (
    request: WebhookRequest,
    key: RoundKey,
    nowMs: number,
  ) => WebhookRequest | Promise<WebhookRequest>;
  /** Signs where the signature stands in the body, which `signRequest` cannot reach. */
  readonly signOurs?: (request: WebhookRequest, key: RoundKey, nowMs: number) => WebhookRequest;
  /** What we refuse on purpose and the vendor's package lets pass, with the reason. */
  readonly stricter?: Partial<Readonly<Record<Tampering, string>>>;
}

/** The vendor's own package, and the ways in which it is asked. */
export interface Oracle {
  /** The package that judges. */
  readonly judge: string;
  readonly cases: readonly OracleCase[];
}

/** What one round is made of. */
export interface OracleRound {
  /** A JSON text. */
  readonly text: string;
  /** 32 random bytes, for the key. */
  readonly key: Uint8Array;
  /** 8 random numbers from 0 to 1, for whatever else is left to chance. */
  readonly entropy: readonly number[];
}

/** What came of the rounds of an oracle. */
export interface OracleReport {
  readonly judge: string;
  readonly rounds: number;
  /** How many requests both accepted, and both refused. Either being 0 would show nothing. */
  readonly accepted: number;
  readonly refused: number;
  /** Refused by us alone, on purpose. */
  readonly stricter: number;
  /** Everything in which the two differ otherwise. */
  readonly disagreements: readonly string[];
}

/** Lets a vendor's package and ours judge the same requests: good ones, signed by either, and tampered ones. */
export const runOracle = async (
  { judge, cases }: Oracle,
  rounds: readonly OracleRound[],
): Promise<OracleReport> => {
  const count = { rounds: 0, accepted: 0, refused: 0, stricter: 0 };
  const disagreements: string[] = [];
  for (const each of cases)
    for (const [index, round] of rounds.entries())
      for (const signer of each.signTheirs ? (['ours', 'theirs'] as const) : (['ours'] as const))
        for (const [tampering, request, secret, nowMs] of await requestsOf(each, round, index, signer)) {
          count.rounds += 1;
          const ours = oursAccepts(each.scheme, request, secret, nowMs);
          const theirs = await theirsAccepts(() => each.accepts(request, secret, nowMs));
          if (ours && theirs) count.accepted += 1;
          else if (!ours && !theirs) count.refused += 1;
          else if (theirs && each.stricter?.[tampering]) count.stricter += 1;
          else
            disagreements.push(
              `${each.name}, signed by ${signer}, ${tampering}, round ${index}: ${ours ? 'only we accept' : 'only they accept'}`,
            );
        }
  return { judge, ...count, disagreements };
};

type Judged = readonly [Tampering, WebhookRequest, string, number];

/** The request of a round as it is, and tampered with in one way; over the rounds, in all of them. */
const requestsOf = async (
  each: OracleCase,
  round: OracleRound,
  index: number,
  signer: 'ours' | 'theirs',
): Promise<readonly Judged[]> => {
  // The vendors' packages read the machine's clock; whole seconds, because that is what most of them sign.
  const nowMs = Math.floor(Date.now() / 1_000) * 1_000;
  const key = each.keyOf(round.key);
  const unsigned = each.request(round);
  const signAt = (signedMs: number, by: RoundKey): WebhookRequest | Promise<WebhookRequest> => {
    if (signer === 'theirs' && each.signTheirs) return each.signTheirs(unsigned, by, signedMs);
    return each.signOurs?.(unsigned, by, signedMs) ?? signedByScheme(each, unsigned, by, signedMs);
  };
  const whole = await signAt(nowMs, key);
  const tamperings = tamperingsOf(each.scheme);
  const tampering = tamperings[index % tamperings.length];
  if (!tampering) return [['none', whole, key.verify, nowMs]];
  const tampered = await tampering.apply({ whole, unsigned, round, signAt, nowMs, keyOf: each.keyOf });
  return [
    ['none', whole, key.verify, nowMs],
    [tampering.name, tampered, key.verify, nowMs],
  ];
};

const signedByScheme = (
  { scheme, values }: OracleCase,
  request: WebhookRequest,
  { sign }: RoundKey,
  now: number,
): WebhookRequest => signRequest(scheme, request, { secret: sign, now, ...(values && { values }) });

const oursAccepts = (
  scheme: SignatureScheme,
  request: WebhookRequest,
  secrets: string,
  nowMs: number,
): boolean => {
  try {
    verifySignature(scheme, request, { secrets, clock: { now: () => nowMs } });
    return true;
  } catch (thrown) {
    // Anything else would be a mistake of ours, and no verdict.
    if (TouchlineError.isInstance(thrown) && thrown.code.startsWith('webhook.')) return false;
    throw thrown;
  }
};

const theirsAccepts = async (ask: () => unknown): Promise<boolean> => {
  try {
    const verdict = await ask();
    return verdict !== false && verdict !== undefined;
  } catch {
    return false;
  }
};
