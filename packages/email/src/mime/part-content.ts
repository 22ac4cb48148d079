import { decodeText } from './header-parameters.ts';
import { headerIn } from './mail-headers.ts';
import type { MailPart } from './mail-part.ts';

/** The bytes of a part, out of their transfer encoding (https://www.rfc-editor.org/rfc/rfc2045#section-6). */
export const bytesOf = ({ headers, encoded }: Pick<MailPart, 'headers' | 'encoded'>): Uint8Array => {
  const encoding = /[\w-]+/.exec(headerIn(headers, 'content-transfer-encoding') ?? '')?.[0]?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(latin1(encoded), 'base64');
  if (encoding === 'quoted-printable') return fromQuotedPrintable(encoded);
  return encoded;
};

/** The text of a part, in the charset that it claims. Line breaks become `\n`. */
export const textOf = (part: MailPart): string =>
  decodeText(bytesOf(part), part.contentType.parameters.charset ?? 'utf-8').replaceAll('\r\n', '\n');

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** What is no escape stays as it is. */
const fromQuotedPrintable = (bytes: Uint8Array): Uint8Array => {
  const decoded = new Uint8Array(bytes.byteLength);
  let length = 0;
  for (let index = 0; index < bytes.byteLength; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte !== equals) {
      decoded[length++] = byte;
      continue;
    }
    const lineEnd = softBreakAt(bytes, index + 1);
    if (lineEnd !== undefined) {
      index = lineEnd;
      continue;
    }
    const [high, low] = [nibble(bytes[index + 1]), nibble(bytes[index + 2])];
    if (high === undefined || low === undefined) {
      decoded[length++] = byte;
      continue;
    }
    decoded[length++] = high * 16 + low;
    index += 2;
  }
  return decoded.subarray(0, length);
};

/** Where the line feed of a soft line break stands; a relay may have put white space before it. */
const softBreakAt = (bytes: Uint8Array, start: number): number | undefined => {
  for (let index = start; index < Math.min(start + mostPadding, bytes.byteLength); index += 1) {
    const byte = bytes[index];
    if (byte === 0x0a) return index;
    if (byte !== 0x0d && byte !== 0x20 && byte !== 0x09) return undefined;
  }
  return undefined;
};

const mostPadding = 80;
const equals = 0x3d;

const nibble = (byte: number | undefined): number | undefined => {
  const digit = byte === undefined ? Number.NaN : Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(digit) ? undefined : digit;
};
