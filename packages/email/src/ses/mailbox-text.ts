import type { Correspondent } from '../contract.ts';

/**
 * A correspondent as text of a header: `"Acme, Inc." <hello@acme.example.com>`. SES takes ASCII only, so other names are written in
 * encoded words (https://www.rfc-editor.org/rfc/rfc2047).
 */
export const mailboxText = ({ address, name }: Correspondent): string => {
  if (name === undefined) return address;
  const written = /^[\x20-\x7e]*$/.test(name) ? `"${name.replaceAll(/["\\]/g, '\\$&')}"` : encodedWords(name);
  return `${written} <${address}>`;
};

/** A word may have 75 characters, so each holds up to 45 bytes, and no character is torn apart. */
const mostBytes = 45;

const encodedWords = (text: string): string => {
  const words: string[] = [''];
  for (const character of text) {
    const word = `${words.at(-1)}${character}`;
    if (Buffer.byteLength(word) > mostBytes) words.push(character);
    else words[words.length - 1] = word;
  }
  return words.map((word) => `=?utf-8?b?${Buffer.from(word).toString('base64')}?=`).join(' ');
};
