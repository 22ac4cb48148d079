/** An address of a mail header, with the name beside it. */
export interface MailboxEntry {
  readonly address: string;
  readonly name?: string;
}

/** The most addresses that are read of one header. */
const maxEntries = 1_000;
/** The longest line of an e-mail. */
const longestAddress = 998;

/**
 * Reads the addresses of a header such as `To` (https://www.rfc-editor.org/rfc/rfc5322#section-3.4): quoted
 * names, comments, groups and bare addresses. It is lenient, because headers are what strangers wrote:
 * entries without an address are passed over, and nothing throws.
 */
export const parseMailboxList = (header: string): MailboxEntry[] =>
  splitEntries(header)
    .slice(0, maxEntries)
    .flatMap((entry) => parseEntry(entry) ?? []);

/**
 * Splits at commas, and at the colon and semicolon of a group, but not within quotes, angle brackets or
 * comments.
 */
const splitEntries = (header: string): string[] => {
  const entries: string[] = [];
  let entry = '';
  let quoted = false;
  let angled = false;
  let comments = 0;
  for (let index = 0; index < header.length; index += 1) {
    const character = header.charAt(index);
    if (character === '\\') {
      if (comments === 0) entry += header.slice(index, index + 2);
      index += 1;
      continue;
    }
    if (character === '"' && comments === 0) quoted = !quoted;
    else if (!quoted && character === '(') comments += 1;
    else if (!quoted && character === '<') angled = true;
    else if (!quoted && character === '>') angled = false;

    const inside = quoted || angled || comments > 0;
    if (!inside && (character === ',' || character === ';')) {
      entries.push(entry);
      entry = '';
    } else if (!inside && character === ':') entry = '';
    else if (comments === 0) entry += character;
    if (!quoted && character === ')' && comments > 0) comments -= 1;
  }
  return [...entries, entry];
};

const parseEntry = (entry: string): MailboxEntry | undefined => {
  const open = entry.lastIndexOf('<');
  const address = (open === -1 ? entry : entry.slice(open + 1).replace(/>.*$/s, '')).trim();
  if (!address.includes('@') || address.length > longestAddress) return undefined;
  const name = open === -1 ? '' : unquote(entry.slice(0, open).trim());
  return { address, ...(name !== '' && { name }) };
};

const unquote = (name: string): string =>
  name.replaceAll(/"((?:\\.|[^"\\])*)"/gs, (_, inner: string) => inner.replaceAll(/\\(.)/gs, '$1')).trim();
