/** A webhook as it arrived: what signatures are verified over. */
export interface WebhookRequest {
  /** Upper case: `POST`. */
  readonly method: string;
  /** The absolute URL that the vendor called, as it is configured there, with its query. */
  readonly url: string;
  /** Names in lower case. A header sent twice is joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's bytes, untouched. */
  readonly rawBody: Uint8Array;
}

/** What the vendor is answered. */
export interface WebhookReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
