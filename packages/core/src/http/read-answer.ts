import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { RawResponse } from './transport.ts';

/** A body as it was understood, or why it was not. */
export type Answer =
  | { readonly body: unknown }
  | { readonly unreadable: 'too_large' | 'not_json' | 'not_decodable' };

/**
 * Reads a body: decompressed within the limit, then JSON where it says or looks so, else text. An empty one is `undefined`.
 * Only what is compressed has to be waited for.
 */
export const readAnswer = (
  { headers, body }: RawResponse,
  read: 'auto' | 'text' | 'bytes',
  maxBytes: number,
): Answer | Promise<Answer> => {
  const contentType = headers['content-type'] ?? '';
  const encoding = (headers['content-encoding'] ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity' || body.byteLength === 0)
    return readBytes(body, read, contentType);
  return decompressed(body, encoding, maxBytes).then((decoded) =>
    'unreadable' in decoded ? decoded : readBytes(decoded.bytes, read, contentType),
  );
};

const readBytes = (bytes: Uint8Array, read: 'auto' | 'text' | 'bytes', contentType: string): Answer => {
  if (read === 'bytes') return { body: bytes };
  const text = textOf(bytes, contentType);
  return read === 'text' ? { body: text } : readText(text, contentType);
};

const readText = (text: string, contentType: string): Answer => {
  if (text.trim() === '') return { body: undefined };
  if (/^[^;]*[/+]json\b/i.test(contentType)) return parseJson(text) ?? { unreadable: 'not_json' };
  // Some vendors answer JSON as text/javascript, text/html or nothing at all.
  return (/^\s*[[{]/.test(text) ? parseJson(text) : undefined) ?? { body: text };
};

const parseJson = (text: string): { readonly body: unknown } | undefined => {
  try {
    return { body: hasPrototypeKey(text) ? JSON.parse(text, withoutPrototype) : JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/** The key may be written with escapes; a reviver is slow, so it runs only where there may be one. */
const hasPrototypeKey = (text: string): boolean => /__proto__|\\u00(5f|70|72|6f|74)/i.test(text);

const withoutPrototype = (key: string, value: unknown): unknown => (key === '__proto__' ? undefined : value);

const utf8 = new TextDecoder();

const textOf = (bytes: Uint8Array, contentType: string): string => {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return utf8.decode(bytes);
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return utf8.decode(bytes);
  }
};

type Decompressed = { readonly bytes: Uint8Array } | { readonly unreadable: 'too_large' | 'not_decodable' };

const decompressed = async (bytes: Uint8Array, encoding: string, maxBytes: number): Promise<Decompressed> => {
  const decompress = decompressors[encoding];
  if (!decompress) return { unreadable: 'not_decodable' };
  try {
    return { bytes: await decompress(bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    return {
      unreadable:
        (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'not_decodable',
    };
  }
};

type Decompress = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

const decompressors: Readonly<Record<string, Decompress | undefined>> = Object.assign(Object.create(null), {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
});
