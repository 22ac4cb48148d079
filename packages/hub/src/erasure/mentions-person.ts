import type { Identifier } from '../identity/identifier.ts';

/**
 * Whether bytes of unknown form mention somebody by one of their identifiers: as text, percent-encoded, escaped in JSON, or within
 * base64. Short identifiers count only where they stand by themselves, else the customer `7` would be everywhere. It finds too
 * much rather than too little.
 */
export const mentionsPerson = (bytes: Uint8Array, identifiers: readonly Identifier[]): boolean => {
  const forms = identifiers.flatMap(formsOf);
  return readingsOf(Buffer.from(bytes).toString('utf8')).some((text) => {
    const bare = text.replace(/[\s().-]+/g, '');
    return forms.some((form) =>
      form instanceof RegExp ? form.test(text) : text.includes(form) || bare.includes(form),
    );
  });
};

/** From this length on a value hardly stands anywhere by chance. */
const longEnough = 6;

const formsOf = ({ namespace, value }: Identifier): readonly (string | RegExp)[] => {
  const lower = value.toLowerCase();
  // Vendors write numbers with and without the plus, and with spaces.
  if (namespace === 'phone') return [lower.replace(/\D/g, '')];
  if (lower.length >= longEnough) return [lower];
  return [new RegExp(`(?<![\\w@.+-])${escaped(lower)}(?![\\w@.+-])`, 'u')];
};

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** The text in every form in which it can be read, in lower case. */
const readingsOf = (text: string): readonly string[] => {
  const plain = [text, percentDecoded(text), unescaped(text)];
  return [...plain, ...plain.flatMap(withinBase64)].map((reading) => reading.toLowerCase());
};

const percentDecoded = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(/(%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));

/** Without the escapes of JSON, at whatever depth it was written into texts of itself. */
const unescaped = (text: string): string => {
  let before = text;
  for (let depth = 0; depth < 3; depth += 1) {
    const after = before
      .replace(/\\u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replace(/\\(["/\\])/g, '$1');
    if (after === before) break;
    before = after;
  }
  return before;
};

const withinBase64 = (text: string): readonly string[] =>
  [...text.matchAll(/[\w+/-]{12,}/g)].map(([run]) => Buffer.from(run, 'base64').toString('utf8'));
