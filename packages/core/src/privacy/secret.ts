import { inspect } from 'node:util';
import { z } from 'zod';

const sealed = '[secret]';
const marker = Symbol.for('touchline.secret');

/**
 * A value that never prints itself: not through `JSON.stringify`, `String`, template strings, `console.log` or
 * `util.inspect`. {@link Secret.reveal} is the one way to it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    Object.defineProperty(this, marker, { value: true });
  }

  /** `instanceof` also knows the secrets of another copy of this package. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && marker in value;
  }

  /** The value itself. Hand it straight to what needs it; do not keep it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return sealed;
  }

  toJSON(): string {
    return sealed;
  }

  [inspect.custom](): string {
    return sealed;
  }
}

/**
 * A config field that holds a credential. Takes a string that is not blank (or an already sealed {@link Secret}) and yields
 * a `Secret`. In JSON Schema it is a write-only string.
 */
export const secret = (): SecretSchema =>
  z
    .preprocess(unsealed, text.transform(seal))
    .meta({ format: 'password', writeOnly: true }) as unknown as SecretSchema;

/** The schema that {@link secret} gives. */
export interface SecretSchema extends z.ZodType<Secret, string | Secret> {}

/**
 * One secret, or several while it is being rotated (at most four): any of them is accepted. Yields an array.
 */
export const secrets = (): SecretsSchema =>
  z
    .preprocess(
      (value) => (Array.isArray(value) ? value.map(unsealed) : unsealed(value)),
      z
        .union([text, z.array(text).min(1, oneToFour).max(4, oneToFour)], oneToFour)
        .transform((values) => [values].flat().map(seal)),
    )
    .meta({ writeOnly: true }) as unknown as SecretsSchema;

/** The schema that {@link secrets} gives. */
export interface SecretsSchema
  extends z.ZodType<readonly Secret[], string | Secret | readonly (string | Secret)[]> {}

// All of it stands within one preprocess: around one that is piped on, JSON Schema takes a field for optional.
const unsealed = (value: unknown): unknown => (value instanceof Secret ? value.reveal() : value);

const seal = (value: string): Secret => new Secret(value);

const refusal =
  (sentence: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    input === undefined ? 'is required (secret)' : sentence;

const notBlank = { error: refusal('must be a non-empty string') };
const oneToFour = { error: refusal('must be one to four non-empty strings') };

/** What a secret is made of. Blanks are what an unset variable of a script leaves. */
const text = z
  .string(notBlank)
  .min(1, { ...notBlank, abort: true })
  .refine((value) => value.trim() !== '', notBlank)
  .meta({ format: 'password', writeOnly: true });
