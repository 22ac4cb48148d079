import { type Disposition, type ErrorCode, entryOf } from './error-codes.ts';

const marker = Symbol.for('touchline.error');

/** One thing that is wrong, and where. Never holds the value that was wrong. */
export interface Issue {
  /** Where: `data.amount.currency`, `items[3].id`; empty for the whole. */
  readonly path: string;
  /** What is wrong there, in a few words. */
  readonly message: string;
}

/** What a {@link TouchlineError} is made of. */
export interface TouchlineErrorOptions {
  /** What led to it. It is shown when the error is printed, so it must hold neither secrets nor personal data. */
  readonly cause?: unknown;
  /** The registered name or id of the connector concerned. */
  readonly connector?: string;
  /** Overrides the disposition of the code's table row. */
  readonly disposition?: Disposition;
  /** The vendor asks not to be called again before so many milliseconds. */
  readonly retryAfterMs?: number;
  /** The HTTP status a vendor answered with. */
  readonly vendorStatus?: number;
  /** The vendor's own code for what happened, such as `card_declined`. */
  readonly vendorCode?: string;
  /** Each thing that is wrong with an input. */
  readonly issues?: readonly Issue[];
}

/**
 * The one error family of Touchline. Programs branch on {@link TouchlineError.code}; deliveries on
 * {@link TouchlineError.disposition}. Messages hold neither secrets nor personal data.
 */
export class TouchlineError extends Error {
  override readonly name: string = 'TouchlineError';
  /** What happened; a key of `errorCodes`. */
  readonly code: ErrorCode;
  /** What a delivery does next. */
  readonly disposition: Disposition;
  readonly connector?: string;
  readonly retryAfterMs?: number;
  readonly vendorStatus?: number;
  readonly vendorCode?: string;
  readonly issues: readonly Issue[];

  constructor(code: ErrorCode, message: string, options: TouchlineErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.disposition = options.disposition ?? entryOf(code).disposition;
    if (options.connector !== undefined) this.connector = options.connector;
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs;
    if (options.vendorStatus !== undefined) this.vendorStatus = options.vendorStatus;
    if (options.vendorCode !== undefined) this.vendorCode = options.vendorCode;
    this.issues = options.issues ?? [];
    Object.defineProperty(this, marker, { value: true });
  }

  /** True for any error of the family, also one of another copy of this package. */
  static isInstance(value: unknown): value is TouchlineError {
    return typeof value === 'object' && value !== null && marker in value;
  }

  /** What may be stored or sent: everything but stack and cause. */
  toJSON(): TouchlineErrorJson {
    return {
      code: this.code,
      message: this.message,
      disposition: this.disposition,
      ...(this.connector !== undefined && { connector: this.connector }),
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
      ...(this.vendorStatus !== undefined && { vendorStatus: this.vendorStatus }),
      ...(this.vendorCode !== undefined && { vendorCode: this.vendorCode }),
      ...(this.issues.length > 0 && { issues: this.issues }),
    };
  }
}

/** The stored form of a {@link TouchlineError}. */
export interface TouchlineErrorJson {
  readonly code: ErrorCode;
  readonly message: string;
  readonly disposition: Disposition;
  readonly connector?: string;
  readonly retryAfterMs?: number;
  readonly vendorStatus?: number;
  readonly vendorCode?: string;
  readonly issues?: readonly Issue[];
}

/** A webhook that is unsigned, tampered with or stale. Codes `webhook.signature_*` and `webhook.timestamp_stale`. */
export class SignatureError extends TouchlineError {
  override readonly name = 'SignatureError';
  declare readonly code:
    | 'webhook.signature_missing'
    | 'webhook.signature_invalid'
    | 'webhook.timestamp_stale';

  constructor(code: SignatureError['code'], message: string, options?: TouchlineErrorOptions) {
    super(code, message, options);
  }
}

/**
 * Takes anything that was thrown into the family. An error from outside it becomes `delivery.unexpected`: its own
 * message may hold anything, so only its class and the places in its stack are carried over.
 *
 * @param options what the error says besides, where it is made here.
 */
export const toTouchlineError = (
  thrown: unknown,
  options: Pick<TouchlineErrorOptions, 'connector' | 'disposition'> = {},
): TouchlineError => {
  if (TouchlineError.isInstance(thrown)) return thrown;
  const error = new TouchlineError(
    'delivery.unexpected',
    `An unexpected ${kindOf(thrown)} was thrown.`,
    options,
  );
  const places = placesOf(thrown);
  if (places !== '') error.stack = `${error.name}: ${error.message}\n${places}`;
  return error;
};

/** The class of what was thrown, fit to be printed: `TypeError`. A name that is no plain one may be anything. */
export const kindOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return typeof thrown;
  return /^[A-Z]\w{0,59}$/.test(thrown.name) ? thrown.name : 'Error';
};

/** The frames of a stack, without the message above them; none when they cannot be told apart for certain. */
const placesOf = (thrown: unknown): string => {
  const { message = '', stack = '' } = thrown instanceof Error ? thrown : {};
  const start = stack.indexOf(': ') + 2;
  if (message === '' || !stack.startsWith(`${message}\n`, start)) return '';
  const frames = stack.slice(start + message.length + 1);
  return frames.split('\n').every((line) => frame.test(line)) ? frames : '';
};

const frame = /^ {4}at .*(:\d+\)?|\(<anonymous>\)|\(index \d+\))$/;
