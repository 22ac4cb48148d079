/** A header field of an e-mail, unfolded, as it was written. */
export interface MailHeader {
  readonly name: string;
  readonly value: string;
}

/** The most header fields that are read. */
const maxHeaders = 1_000;

/**
 * Reads the header fields of an e-mail in their order (https://www.rfc-editor.org/rfc/rfc5322#section-2.2).
 * What is none is passed over.
 */
export const parseMailHeaders = (text: string): MailHeader[] =>
  text
    .replaceAll(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .slice(0, maxHeaders)
    .flatMap((line) => {
      const [, name, value] = /^([!-9;-~]{1,998}):[ \t]*(.*)$/s.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [{ name, value }];
    });

/**
 * Decodes the encoded words of a header (https://www.rfc-editor.org/rfc/rfc2047):
 * `=?utf-8?q?Op=C3=A9rateur?=`. A word that cannot be decoded stays as it is.
 */
export const decodeWords = (text: string): string =>
  text
    .replaceAll(/(=\?[^?\s]{1,64}\?[bq]\?[^?\s]{0,998}\?=)\s+(?==\?[^?\s]{1,64}\?[bq]\?)/gi, '$1')
    .replaceAll(
      /=\?([^?\s*]{1,64})(?:\*[^?\s]{0,32})?\?([bq])\?([^?\s]{0,998})\?=/gi,
      (word, charset, encoding, encoded) => {
        try {
          const bytes =
            encoding.toLowerCase() === 'b' ? Buffer.from(encoded, 'base64') : quotedBytes(encoded);
          return new TextDecoder(charset).decode(bytes);
        } catch {
          return word;
        }
      },
    );

const quotedBytes = (text: string): Buffer =>
  Buffer.from(
    text
      .replaceAll('_', ' ')
      .replaceAll(/=([\dA-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/** The value of the first header field of a name, given in lower case. */
export const headerIn = (headers: readonly MailHeader[], name: string): string | undefined =>
  headers.find((header) => header.name.toLowerCase() === name)?.value;
