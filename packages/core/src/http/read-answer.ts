import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { RawResponse } from './transport.ts';

/** A body as it was understood, or why it was not. */
export type Answer =
  | { readonly body: unknown }
  | { readonly unreadable: 'too_large' | 'not_json' | 'not_decodable' };

/**
 * Reads a body: decompressed within the limit, then JSON where it says or looks so, else text. An empty one is `undefined`.
 */
export const readAnswer = async (
  { headers, body }: RawResponse,
  read: 'auto' | 'text' | 'bytes',
  maxBytes: number,
): Promise<Answer> => {
  const decoded = await decode(body, headers['content-encoding'], maxBytes);
  if ('unreadable' in decoded) return decoded;
  if (read === 'bytes') return { body: decoded.bytes };
  const contentType = headers['content-type'] ?? '';
  const text = textOf(decoded.bytes, contentType);
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

const textOf = (bytes: Uint8Array, contentType: string): string => {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
};

type Decoded = { readonly bytes: Uint8Array } | { readonly unreadable: 'too_large' | 'not_decodable' };

const decode = async (
  bytes: Uint8Array,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Decoded> => {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity' || bytes.byteLength === 0) return { bytes };
  const decompress = decompressors[name];
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
