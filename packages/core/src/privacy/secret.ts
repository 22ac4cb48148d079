import { inspect } from 'node:util';
import { z } from 'zod';

const sealed = '[secret]';

/**
 * A value that never prints itself: not through `JSON.stringify`, `String`, template strings, `console.log` or
 * `util.inspect`. {@link Secret.reveal} is the one way to it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
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
 * A config field that holds a credential. Takes a non-empty string (or an already sealed {@link Secret}) and yields a
 * `Secret`. In JSON Schema it is a write-only string.
 */
export const secret = (): SecretSchema =>
  z
    .preprocess(
      (value) => (value instanceof Secret ? value.reveal() : value),
      z.string('must be a non-empty string').min(1, 'must be a non-empty string'),
    )
    .transform((value) => new Secret(value))
    .meta({ format: 'password', writeOnly: true }) as unknown as SecretSchema;

/** The schema that {@link secret} gives. */
export interface SecretSchema extends z.ZodType<Secret, string | Secret> {}

/**
 * One secret, or several while it is being rotated (at most four): any of them is accepted. Yields an array.
 */
export const secrets = (): SecretsSchema =>
  z
    .preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(secret()).min(1).max(4))
    .meta({ writeOnly: true }) as unknown as SecretsSchema;

/** The schema that {@link secrets} gives. */
export interface SecretsSchema
  extends z.ZodType<readonly Secret[], string | Secret | readonly (string | Secret)[]> {}
