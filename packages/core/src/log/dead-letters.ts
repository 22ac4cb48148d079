import type { TouchlineErrorJson } from '../errors/touchline-error.ts';
import type { TouchlineEvent } from '../event/envelope.ts';

/**
 * Where a delivery ended: its map failed, its input was invalid, its credentials were refused for good, or the vendor
 * rejected it, its outcome is unknown or its retries are used up.
 */
export type DeliveryStage = 'map' | 'input' | 'authorize' | 'deliver';

/** A delivery that could not be made. */
export interface DeadDelivery {
  readonly kind: 'delivery';
  readonly id: string;
  /** The subscription it belongs to, which is the id of its route. */
  readonly subscription: string;
  readonly stage: DeliveryStage;
  readonly error: TouchlineErrorJson;
  /** How often it was tried. */
  readonly attempts: number;
  /** When it was buried: milliseconds since the epoch. */
  readonly buriedAtMs: number;
  readonly position: number;
  readonly event: TouchlineEvent;
}

/** An authentic webhook, or an item of one, that could not be understood. It is kept as it came. */
export interface DeadWebhook {
  readonly kind: 'webhook';
  readonly id: string;
  /** The registered name of the connector that received it. */
  readonly connector: string;
  readonly stage: 'parse';
  readonly error: TouchlineErrorJson;
  readonly buriedAtMs: number;
  readonly request: StoredWebhook;
}

/** A webhook as it is kept: the headers that carry credentials are left out. */
export interface StoredWebhook {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The raw body, base64. */
  readonly bodyBase64: string;
  /** Which items of a batch could not be understood, from 0; absent when the whole body could not. */
  readonly items?: readonly number[];
}

/** What could not be delivered, or not be understood, kept until someone replays or discards it. */
export type DeadLetter = DeadDelivery | DeadWebhook;

/** Which dead letters. All parts must hold; without any, all of them. */
export interface DeadLetterFilter {
  readonly ids?: readonly string[];
  readonly kind?: DeadLetter['kind'];
  readonly subscriptions?: readonly string[];
  readonly connector?: string;
  readonly stages?: readonly (DeliveryStage | 'parse')[];
  readonly codes?: readonly string[];
  /** Patterns of event types. */
  readonly types?: readonly string[];
  /** Buried at or after this time, in milliseconds since the epoch. */
  readonly fromMs?: number;
  /** Buried before this time, in milliseconds since the epoch. */
  readonly beforeMs?: number;
}

/** The dead letters of a log, oldest first. A filter with a member that is not known is refused with `dead_letter.filter_invalid`. */
export interface DeadLetters {
  /** At most `limit` letters (default 100) after the letter `afterId`. */
  list(
    filter?: DeadLetterFilter,
    page?: { readonly limit?: number; readonly afterId?: string },
  ): Promise<readonly DeadLetter[]>;
  count(filter?: DeadLetterFilter): Promise<number>;
  get(id: string): Promise<DeadLetter | undefined>;
  /** Keeps a webhook that could not be understood. Durable once it resolves; answers its id. */
  addWebhook(letter: Omit<DeadWebhook, 'id' | 'kind' | 'buriedAtMs'>): Promise<string>;
  /**
   * Gives dead deliveries back to their subscriptions, due at once, with their attempts set back to none and their
   * progress kept. Webhooks among the chosen are left alone.
   *
   * @returns how many deliveries were given back.
   */
  replay(filter: DeadLetterFilter): Promise<number>;
  /** Drops letters for good. They stay counted as dead. Answers how many. */
  discard(filter: DeadLetterFilter): Promise<number>;
}
