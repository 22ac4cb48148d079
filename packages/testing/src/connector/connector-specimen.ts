import type {
  ActionContract,
  Connector,
  ConnectorEnvironment,
  ConnectorInfo,
  Disposition,
  WebhookReply,
  WebhookRequest,
} from '@touchline/core';
import type { ManualClock } from '../clock/manual-clock.ts';
import type { ContractExercise } from '../contract-check/check-contract.ts';
import type { PromiseName } from './promise-name.ts';

/** What `defineConnector` gives, as far as the kit looks at it. */
export type SpecimenFactory<Checked extends Connector = Connector> = ((
  config: never,
  environment?: ConnectorEnvironment,
) => Checked) &
  ConnectorInfo & {
    readonly contracts: Readonly<Record<string, ActionContract>>;
    readonly handles: readonly string[];
  };

/**
 * A connector to be proved: what the kit cannot find out by itself. Kept beside the connector, as `fixtures/specimen.ts`.
 * What the connector cannot do is simply absent.
 */
export interface ConnectorSpecimen<Checked extends Connector = Connector> {
  readonly factory: SpecimenFactory<Checked>;
  /** A complete config. Its credentials are made up, and stand nowhere else: one that shows up in an error has leaked. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Webhooks. */
  readonly inbound?: InboundSpecimen;
  /** Calls of the vendor. */
  readonly outbound?: OutboundSpecimen<Checked>;
  /** Promises that the connector does not keep, by name, each with the reason. */
  readonly skip?: { readonly [Name in PromiseName]?: string };
}

/**
 * What a signature proves. `body` is every byte of it; `fields` are the names and values of a form, joined, so that the borders
 * between them may be moved and the same fields be written otherwise.
 */
export type SignedPart = 'body' | 'fields' | 'time' | 'url' | 'method';

/** A webhook as the vendor sends it. */
export interface WebhookSample {
  readonly request: WebhookRequest;
  /** What it becomes, in order: `payment.succeeded`, or `ignored: account.updated`. */
  readonly becomes: readonly string[];
}

/** How the vendor's webhooks are made. */
export interface InboundSpecimen {
  /** The time at which samples are signed, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** What the signature covers; a shared secret that is sent along covers nothing. */
  readonly covers: readonly SignedPart[];
  /** The headers that prove who sent it, in lower case; none where the proof stands in the body. */
  readonly proof: readonly string[];
  /** How far the signed time may be from now, in milliseconds. Default 300,000. */
  readonly toleranceMs?: number;
  /** Authentic webhooks, by name. */
  readonly samples: Readonly<Record<string, WebhookSample>>;
  /** An authentic webhook of a kind that nobody has heard of. */
  readonly unknown?: WebhookRequest;
  /** Signs any body as the vendor does, at a time; undefined for one that it cannot sign. Absent where the vendor signs no whole body. */
  readonly sign?: (body: Uint8Array, atMs: number) => WebhookRequest | undefined;
  /** The config key of what webhooks are signed with, and another value that it may have. */
  readonly rotation?: { readonly key: string; readonly other: unknown; readonly takesSeveral?: boolean };
  /** An authentic batch of which some items cannot be understood. */
  readonly batch?: {
    readonly request: WebhookRequest;
    readonly becomes: readonly string[];
    readonly failed: number;
  };
  /** A request that asks for proof that the endpoint is ours, and what it is answered. */
  readonly handshake?: {
    readonly request: WebhookRequest;
    readonly reply: Partial<WebhookReply>;
    readonly forged: WebhookRequest;
  };
  /** Makes the connector that receives. Default: the factory, with the config. */
  readonly receiver?: (
    config: Readonly<Record<string, unknown>>,
    clock: ManualClock,
  ) => Pick<Connector, 'receive'>;
}

/** How the connector is led to its vendor's sandbox, and made to call it. A contract fixture fits. */
export interface OutboundSpecimen<Checked extends Connector = Connector>
  extends Pick<ContractExercise<Checked>, 'connect' | 'exercises'> {
  /** The time that the sandbox lives at, in milliseconds since the epoch. Default: that of the connector's own clock. */
  readonly nowMs?: number;
  /** Personal data in the exercises: none of it may stand in an error. Default: the address and number of Ada Lovelace. */
  readonly personal?: readonly string[];
  /** The parts whose credentials come with their input: when these are refused, so is the call, and the connector's are good. */
  readonly credentialsInInput?: readonly string[];
  /** Answers of the vendor's with a status of success that are failures. */
  readonly disguises?: readonly Disguise[];
}

/** A failure that is dressed as a success. */
export interface Disguise {
  /** Default: 200. */
  readonly status?: number;
  /** As JSON. */
  readonly body: unknown;
  /** What it means. */
  readonly disposition: Disposition;
  /** The parts that are answered so. Default: all. */
  readonly parts?: readonly string[];
}

/** Keeps the types of a specimen. */
export const defineSpecimen = <Checked extends Connector>(
  specimen: ConnectorSpecimen<Checked>,
): ConnectorSpecimen<Checked> => specimen;
