import { TouchlineError } from '@touchline/core';
import { type HeaderWithParameters, parseHeaderParameters } from './header-parameters.ts';
import { headerIn, type MailHeader, parseMailHeaders } from './mail-headers.ts';

/** A leaf of an e-mail's tree: its header fields, and its bytes as they were sent. */
export interface MailPart {
  readonly headers: readonly MailHeader[];
  readonly contentType: HeaderWithParameters;
  /** Still in its transfer encoding. */
  readonly encoded: Uint8Array;
}

/** How deep parts may be nested; no mailer goes beyond a handful. */
const maxDepth = 16;

/** How many parts an e-mail may have. */
const maxParts = 1_000;

/** How large the header fields of all parts may be together, in bytes. */
const maxHeaderBytes = 512 * 1_024;

/** How many lines may begin like a boundary, be they one or not. */
const maxBoundaryLines = 10_000;

/** Longer than any boundary may be, in characters: https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1. */
const longestBoundary = 256;

/**
 * Takes an e-mail apart into its header and its leaves, in their order (https://www.rfc-editor.org/rfc/rfc2046#section-5.1). The
 * e-mails within it (`message/rfc822`) are leaves. Nothing is copied, and each level is searched once, so the time is linear in
 * the size.
 *
 * @throws TouchlineError `webhook.body_malformed` when it has no header, is nested too deeply, or has too many parts or too
 *   large headers.
 */
export const takeApart = (message: Uint8Array): Pick<Mail, 'headers' | 'parts'> => {
  const apart = new Apart();
  const headers = apart.visit(Buffer.from(message.buffer, message.byteOffset, message.byteLength), 0);
  if (!headers.some(({ name }) => usualNames.has(name.toLowerCase())))
    throw malformed('The body is no e-mail: it has no header.');
  return { headers, parts: apart.parts };
};

/** An e-mail has at least one of these; JSON or a page, whose first line may pass for a header, has none. */
const usualNames: ReadonlySet<string> = new Set([
  'content-type',
  'date',
  'from',
  'message-id',
  'received',
  'return-path',
  'subject',
  'to',
]);

interface Mail {
  readonly headers: readonly MailHeader[];
  readonly parts: readonly MailPart[];
}

/** An e-mail while it is taken apart: the leaves so far, and how much of it there was. */
class Apart {
  readonly parts: MailPart[] = [];
  #headerBytes = 0;
  #boundaryLines = 0;

  visit(bytes: Buffer, depth: number): readonly MailHeader[] {
    if (depth > maxDepth) throw malformed(`The e-mail is nested more than ${maxDepth} levels deep.`);
    const bodyAt = headerEndOf(bytes);
    this.#headerBytes += bodyAt;
    if (this.#headerBytes > maxHeaderBytes)
      throw malformed(`The headers of the e-mail have more than ${maxHeaderBytes} bytes.`);
    const headers = parseMailHeaders(bytes.subarray(0, bodyAt).toString('utf8'));
    const contentType = parseHeaderParameters(headerIn(headers, 'content-type') || 'text/plain');
    const body = bytes.subarray(bodyAt);
    const boundary = contentType.value.startsWith('multipart/') ? contentType.parameters.boundary : undefined;
    if (boundary && boundary.length <= longestBoundary)
      for (const child of this.#split(boundary, body)) this.visit(child, depth + 1);
    else this.#keep({ headers, contentType, encoded: body });
    return headers;
  }

  #keep(part: MailPart): void {
    if (this.parts.length >= maxParts) throw malformed(`The e-mail has more than ${maxParts} parts.`);
    this.parts.push(part);
  }

  /** The parts between the lines that hold the boundary; what stands before the first and after the last is for nobody. */
  #split(boundary: string, body: Buffer): readonly Buffer[] {
    const children: Buffer[] = [];
    let startAt: number | undefined;
    for (const { at, endAt, isLast } of this.#boundaryLinesIn(body, boundary)) {
      if (startAt !== undefined) children.push(body.subarray(startAt, Math.max(startAt, at)));
      if (children.length > maxParts) throw malformed(`The e-mail has more than ${maxParts} parts.`);
      startAt = endAt;
      if (isLast) return children;
    }
    // An e-mail that was cut off on its way.
    if (startAt !== undefined) children.push(body.subarray(startAt));
    return children;
  }

  /** Where the lines with a boundary are; the line break before one belongs to it. */
  *#boundaryLinesIn(body: Buffer, boundary: string): Generator<BoundaryLine> {
    const marker = Buffer.from(`\n--${boundary}`);
    // The very first line has no line break before it.
    const beginsWithIt = body.subarray(0, marker.length - 1).equals(marker.subarray(1));
    let at = beginsWithIt ? -1 : body.indexOf(marker);
    while (at !== -1 || beginsWithIt) {
      this.#boundaryLines += 1;
      if (this.#boundaryLines > maxBoundaryLines)
        throw malformed(`The e-mail has more than ${maxBoundaryLines} lines that look like a boundary.`);
      const markerEnd = at + marker.length;
      const isLast = body[markerEnd] === dash && body[markerEnd + 1] === dash;
      const lineFeedAt = body.indexOf(lineFeed, markerEnd);
      const endAt = lineFeedAt === -1 ? body.length : lineFeedAt + 1;
      // Anything but white space behind it makes it another boundary, which merely begins like this one.
      if (isBlank(body.subarray(markerEnd + (isLast ? 2 : 0), endAt)))
        yield { at: body[at - 1] === carriageReturn ? at - 1 : at, endAt, isLast };
      at = body.indexOf(marker, markerEnd);
      if (at === -1) return;
    }
  }
}

interface BoundaryLine {
  readonly at: number;
  readonly endAt: number;
  readonly isLast: boolean;
}

/** Where the body begins: after the first empty line, which may be the very first. */
const headerEndOf = (bytes: Buffer): number => {
  if (bytes[0] === lineFeed) return 1;
  if (bytes[0] === carriageReturn && bytes[1] === lineFeed) return 2;
  const window = bytes.subarray(0, maxHeaderBytes + 4);
  const ends = [
    { at: window.indexOf('\n\n'), length: 2 },
    { at: window.indexOf('\n\r\n'), length: 3 },
  ].filter(({ at }) => at !== -1);
  return ends.length === 0 ? bytes.length : Math.min(...ends.map(({ at, length }) => at + length));
};

const longestBlank = 1_000;

const isBlank = (line: Buffer): boolean =>
  line.length <= longestBlank &&
  line.every((byte) => byte === 0x20 || byte === 0x09 || byte === carriageReturn || byte === lineFeed);

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const dash = 0x2d;

const malformed = (sentence: string): TouchlineError =>
  new TouchlineError('webhook.body_malformed', sentence);
