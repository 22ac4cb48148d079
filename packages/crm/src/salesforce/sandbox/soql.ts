import type { FieldValue } from './store.ts';

/** A query that was understood. */
export interface ParsedQuery {
  readonly fields: readonly string[];
  readonly objectType: string;
  readonly matches: (fieldOf: (name: string) => FieldValue) => boolean;
  readonly limit: number;
}

/**
 * Reads as much of SOQL as the connector writes: fields, one object, equality and lists, `AND`, `OR`, brackets, an order and a limit.
 *
 * @throws SyntaxError where it is anything else. Text that broke out of its quotes is.
 */
export const parseSoql = (text: string): ParsedQuery => {
  const tokens = tokensOf(text);
  const peek = (): string => tokens[0]?.toUpperCase() ?? '';
  const take = (): string => {
    const token = tokens.shift();
    if (token === undefined) throw new SyntaxError('unexpected end of query');
    return token;
  };
  const expect = (word: string): void => {
    if (take().toUpperCase() !== word) throw new SyntaxError(`expected ${word}`);
  };
  const name = (): string => {
    const token = take();
    if (!/^[A-Za-z][\w.]*$/.test(token)) throw new SyntaxError('expected a name');
    return token;
  };
  const list = <Item>(item: () => Item): Item[] => {
    const items = [item()];
    while (peek() === ',') {
      take();
      items.push(item());
    }
    return items;
  };

  type Matches = ParsedQuery['matches'];
  const comparison = (): Matches => {
    if (peek() === '(') {
      take();
      const inner = either();
      expect(')');
      return inner;
    }
    const field = name();
    const operator = take().toUpperCase();
    if (operator === '=') {
      const value = literal(take());
      return (fieldOf) => isSame(fieldOf(field), value);
    }
    if (operator !== 'IN') throw new SyntaxError('unknown operator');
    expect('(');
    const values = list(() => literal(take()));
    expect(')');
    return (fieldOf) => values.some((value) => isSame(fieldOf(field), value));
  };
  const chain = (word: 'AND' | 'OR', next: () => Matches): Matches => {
    const parts = [next()];
    while (peek() === word) {
      take();
      parts.push(next());
    }
    return (fieldOf) =>
      word === 'AND' ? parts.every((part) => part(fieldOf)) : parts.some((part) => part(fieldOf));
  };
  const both = (): Matches => chain('AND', comparison);
  const either = (): Matches => chain('OR', both);

  expect('SELECT');
  const fields = list(name);
  expect('FROM');
  const objectType = name();
  let matches: Matches = () => true;
  if (peek() === 'WHERE') {
    take();
    matches = either();
  }
  if (peek() === 'ORDER') {
    take();
    expect('BY');
    name();
  }
  let limit = 2_000;
  if (peek() === 'LIMIT') {
    take();
    limit = Number(take());
  }
  if (tokens.length > 0 || !Number.isInteger(limit)) throw new SyntaxError('unexpected token');
  return { fields, objectType, matches, limit };
};

const tokensOf = (text: string): string[] => {
  const pattern = /\s*(?:('(?:[^'\\]|\\.)*')|([A-Za-z][\w.]*)|(-?\d+(?:\.\d+)?)|([(),=]))/suy;
  const tokens: string[] = [];
  while (text.slice(pattern.lastIndex).trim() !== '') {
    const token = pattern.exec(text)?.[0];
    if (token === undefined) throw new SyntaxError('unexpected character');
    tokens.push(token.trim());
  }
  return tokens;
};

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['b', '\b'],
  ['f', '\f'],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
]);

const literal = (token: string): FieldValue => {
  if (token.startsWith("'"))
    return token.slice(1, -1).replace(/\\(?:u([\da-f]{4})|(.))/gis, (_, code?: string, character = '') => {
      const meant = code
        ? String.fromCharCode(Number.parseInt(code, 16))
        : escapes.get(character.toLowerCase());
      if (meant === undefined) throw new SyntaxError('unknown escape');
      return meant;
    });
  if (/^(true|false)$/i.test(token)) return token.toLowerCase() === 'true';
  if (/^null$/i.test(token)) return null;
  if (Number.isFinite(Number(token))) return Number(token);
  throw new SyntaxError('expected a literal');
};

/** Text is compared without case. */
const isSame = (held: FieldValue, wanted: FieldValue): boolean =>
  typeof held === 'string' && typeof wanted === 'string'
    ? held.toLowerCase() === wanted.toLowerCase()
    : held === wanted;
