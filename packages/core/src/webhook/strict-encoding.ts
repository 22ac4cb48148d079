import type { SignatureEncoding } from './signature-scheme.ts';

/**
 * The bytes of a text in its one canonical form: lower-case hex of even length, padded base64, unpadded
 * base64url. Undefined for anything else: another alphabet, another length, trailing bytes, stray bits in the
 * last character.
 *
 * Node's own decoders pass over what they do not understand, so that many texts would stand for one
 * signature.
 */
export const decodeStrictly = (text: string, encoding: SignatureEncoding): Uint8Array | undefined => {
  const bytes = Buffer.from(text, encoding);
  return text !== '' && bytes.toString(encoding) === text ? bytes : undefined;
};

/** The text of bytes in the form that {@link decodeStrictly} reads. */
export const encode = (bytes: Uint8Array, encoding: SignatureEncoding): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding);
