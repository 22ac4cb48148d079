import { TouchlineError } from '@touchline/core';

/** One part of a `multipart/form-data` body. */
export interface MultipartPart {
  readonly name: string;
  /** Set for files. A claim of the sender: do not use it as a path. */
  readonly filename?: string;
  readonly contentType?: string;
  /** A view of the body's own bytes, not a copy. */
  readonly bytes: Uint8Array;
}

/** Far more than any e-mail has; it bounds what a hostile body can make us hold. */
const maxParts = 1_000;
const maxHeaderBytes = 16 * 1_024;

/**
 * Reads `multipart/form-data` (https://www.rfc-editor.org/rfc/rfc7578) into its parts, byte for byte and in
 * linear time.
 *
 * The platform's own `formData()` will not do: it takes every field for UTF-8, while vendors hand on the text
 * of an e-mail in whatever charset it was written.
 *
 * @throws TouchlineError `webhook.body_malformed` when there is no boundary, a part has no name, the end is
 *   missing, or there are more than 1000 parts. The message holds nothing of the body.
 */
export const parseMultipartBody = (bytes: Uint8Array, contentType: string): MultipartPart[] => {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const delimiter = Buffer.from(`--${boundaryOf(contentType)}`, 'latin1');
  const nextDelimiter = Buffer.concat([lineBreak, delimiter]);
  const parts: MultipartPart[] = [];
  let start = afterDelimiter(body, body.indexOf(delimiter), delimiter);
  while (start !== undefined) {
    const end = body.indexOf(nextDelimiter, start);
    if (end === -1) throw malformed('The multipart body has no end.');
    if (parts.length === maxParts) throw malformed(`The multipart body has more than ${maxParts} parts.`);
    parts.push(partOf(body.subarray(start, end)));
    start = afterDelimiter(body, end + lineBreak.length, delimiter);
  }
  return parts;
};

const lineBreak = Buffer.from('\r\n');
const headerEnd = Buffer.from('\r\n\r\n');

const boundaryOf = (contentType: string): string => {
  const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw malformed('The multipart body names no boundary.');
  return boundary;
};

/** Where the part after a delimiter begins; undefined after the last one. */
const afterDelimiter = (body: Buffer, at: number, delimiter: Buffer): number | undefined => {
  if (at === -1) throw malformed('The multipart body does not hold its boundary.');
  const next = at + delimiter.length;
  if (body.subarray(next, next + 2).toString('latin1') === '--') return undefined;
  const end = body.indexOf(lineBreak, next);
  if (end === -1 || !/^[ \t]*$/.test(body.subarray(next, end).toString('latin1')))
    throw malformed('A boundary of the multipart body is followed by text.');
  return end + lineBreak.length;
};

const partOf = (part: Buffer): MultipartPart => {
  const end = part.indexOf(headerEnd);
  if (end === -1 || end > maxHeaderBytes) throw malformed('A part of the multipart body has no headers.');
  const headers = headersOf(part.subarray(0, end).toString('utf8'));
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameterOf(disposition, 'name');
  if (name === undefined) throw malformed('A part of the multipart body has no name.');
  const filename = parameterOf(disposition, 'filename');
  const contentType = headers.get('content-type');
  return {
    name,
    ...(filename !== undefined && { filename }),
    ...(contentType !== undefined && { contentType }),
    bytes: part.subarray(end + headerEnd.length),
  };
};

const headersOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('\r\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );

/**
 * Browsers and vendors write a quote within a value as `%22` or `\"`; a lone backslash is part of a file
 * name.
 */
const parameterOf = (disposition: string, parameter: 'name' | 'filename'): string | undefined => {
  const match = new RegExp(`;\\s*${parameter}=(?:"((?:\\\\"|[^"])*)"|([^\\s;"]+))`, 'i').exec(disposition);
  return (match?.[1] ?? match?.[2])?.replaceAll('\\"', '"').replaceAll('%22', '"');
};

const malformed = (why: string): TouchlineError => new TouchlineError('webhook.body_malformed', why);
