import { TouchlineError } from '../errors/touchline-error.ts';

/** How {@link parseJsonBody} reads. */
export interface JsonBodyOptions {
  /** How deep arrays and objects may be nested. Default 64. */
  readonly maxDepth?: number;
}

/**
 * Reads JSON from outside: UTF-8, with or without a byte order mark. Of a repeated key the last value counts,
 * as with `JSON.parse`; keys named `__proto__` are left out at every level, so that no later copy can reach a
 * prototype. The depth is checked before parsing, and all of it takes linear time.
 *
 * @throws TouchlineError `webhook.body_malformed` when it is not UTF-8, not JSON, or nested too deeply. The
 * message holds nothing of the body.
 */
export const parseJsonBody = (bytes: Uint8Array, { maxDepth = 64 }: JsonBodyOptions = {}): unknown => {
  const text = decode(bytes);
  if (isDeeperThan(text, maxDepth))
    throw malformed(`The JSON body is nested more than ${maxDepth} levels deep.`);
  const value = parse(text);
  // An escape below U+0100 may spell the name too: `\u005f_proto__`.
  if (text.includes('__proto__') || text.includes('\\u00')) dropPrototypeKeys(value);
  return value;
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

const decode = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw malformed('The JSON body is not UTF-8.');
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, so it is not kept as the cause.
    throw malformed('The body is not JSON.');
  }
};

const quote = 0x22;
const backslash = 0x5c;

const isDeeperThan = (text: string, maxDepth: number): boolean => {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === backslash) index += 1;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > maxDepth) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
};

const dropPrototypeKeys = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return;
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__');
  for (const child of Object.values(value)) dropPrototypeKeys(child);
};

const malformed = (why: string): TouchlineError => new TouchlineError('webhook.body_malformed', why);
