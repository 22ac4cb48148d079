/** A structured header: `text/plain; charset=utf-8`. */
export interface HeaderWithParameters {
  /** In lower case: `text/plain`. */
  readonly value: string;
  /** By name in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The most parameters that are read. */
const maxParameters = 100;

/**
 * Reads `Content-Type` and `Content-Disposition` with their parameters: quoted ones, and those that are split or in another charset
 * (https://www.rfc-editor.org/rfc/rfc2231). What cannot be read is passed over.
 */
export const parseHeaderParameters = (header: string): HeaderWithParameters => {
  const semicolon = header.indexOf(';');
  const value = (semicolon === -1 ? header : header.slice(0, semicolon)).trim().toLowerCase();
  const found = new Map<string, string>();
  if (semicolon !== -1) {
    for (const [, name = '', quoted, token = ''] of header.slice(semicolon).matchAll(parameter)) {
      if (found.size >= maxParameters) break;
      const key = name.toLowerCase();
      if (!found.has(key)) found.set(key, quoted?.replaceAll(/\\(.)/gs, '$1') ?? token);
    }
  }
  return { value, parameters: joinContinuations(found) };
};

/** `; name="value"` or `; name=value`. Each alternative stops where the next one could begin, so it never looks back. */
const parameter = /;[ \t]*([!#$%&'*+.\w^`|~-]{1,128})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^;"]*[^;"\s]|))/gs;

/** `filename*0*=utf-8''na; filename*1=me` is `filename`. */
const joinContinuations = (found: ReadonlyMap<string, string>): Record<string, string> => {
  const joined: Record<string, string> = Object.create(null);
  for (const [name, value] of found) if (!name.includes('*')) joined[name] = value;
  for (const base of new Set([...found.keys()].filter((name) => name.includes('*')).map(withoutStar))) {
    const whole = found.get(`${base}*`);
    const pieces = whole === undefined ? piecesOf(base, found) : [{ text: whole, isEncoded: true }];
    if (pieces.length > 0) joined[base] = decodePieces(pieces);
  }
  return joined;
};

const withoutStar = (name: string): string => name.slice(0, name.indexOf('*'));

interface Piece {
  readonly text: string;
  readonly isEncoded: boolean;
}

const piecesOf = (base: string, found: ReadonlyMap<string, string>): Piece[] => {
  const pieces: Piece[] = [];
  for (let index = 0; index < maxParameters; index += 1) {
    const encoded = found.get(`${base}*${index}*`);
    const text = encoded ?? found.get(`${base}*${index}`);
    if (text === undefined) break;
    pieces.push({ text, isEncoded: encoded !== undefined });
  }
  return pieces;
};

/** The first piece says the charset: `utf-8'en'%E2%82%AC`. */
const decodePieces = (pieces: readonly Piece[]): string => {
  const [, charset = 'utf-8', start] = /^([^']{0,64})'[^']{0,64}'(.*)$/s.exec(pieces[0]?.text ?? '') ?? [];
  const bytes = pieces.map(({ text, isEncoded }, index) => {
    const own = index === 0 && isEncoded && start !== undefined ? start : text;
    return Buffer.from(
      isEncoded
        ? own.replaceAll(/%([\dA-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
        : own,
      isEncoded ? 'latin1' : 'utf8',
    );
  });
  return decodeText(Buffer.concat(bytes), charset || 'utf-8');
};

/** Text in the charset that it claims; where the platform does not know that one, what is ASCII in it stays readable. */
export const decodeText = (bytes: Uint8Array, charset: string): string => {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
};
