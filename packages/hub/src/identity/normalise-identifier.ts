import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { Identifier, IdentifierNamespace } from './identifier.ts';
import type { IdentityRules } from './identity-rules.ts';

/** How a value is written: what decides which values are one identifier. */
export type WritingRules = Pick<IdentityRules, 'plusTags' | 'country'>;

/**
 * An identifier in the one form in which equal ones are equal; undefined for what is none: no text, an empty or an endless one,
 * one with control characters or half a character, an e-mail address without `@`, a phone number that nobody can dial.
 */
export const normaliseIdentifier = (
  rules: WritingRules,
  namespace: IdentifierNamespace,
  raw: unknown,
): Identifier | undefined => {
  const text = textOf(raw);
  if (text === undefined) return undefined;
  const value =
    namespace === 'email' ? emailOf(rules, text) : namespace === 'phone' ? phoneOf(rules, text) : text;
  return value === undefined ? undefined : { namespace, value };
};

const textOf = (raw: unknown): string | undefined => {
  // Devices and older systems number their things.
  const text = Number.isSafeInteger(raw) ? String(raw) : raw;
  if (typeof text !== 'string' || text.length > 2 * mostCharacters) return undefined;
  const trimmed = plain.test(text) ? text : text.normalize('NFC').trim();
  if (trimmed === '' || trimmed.length > mostCharacters || unfit.test(trimmed)) return undefined;
  return trimmed;
};

/** As long as the longest e-mail address. */
const mostCharacters = 320;
/** What is the same after every normalisation. */
const plain = /^[\w@.+:-]+$/;
/** Control characters; halves of a character, which all look alike once they are bytes. */
const unfit = /[\p{Cc}\p{Cs}]/u;

const emailOf = ({ plusTags }: WritingRules, text: string): string | undefined => {
  const address = text.toLowerCase();
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at <= 0 || domain === '' || /\s/.test(address)) return undefined;
  if (plusTags === 'keep') return address;
  const tag = local.indexOf('+');
  return tag <= 0 ? address : `${local.slice(0, tag)}@${domain}`;
};

const phoneOf = ({ country }: WritingRules, text: string): string | undefined => {
  if (e164.test(text)) return text;
  const home = country !== undefined && isSupportedCountry(country) ? (country as CountryCode) : undefined;
  const number = parsePhoneNumberFromString(text, { ...(home && { defaultCountry: home }), extract: false });
  return number?.isPossible() ? number.number : undefined;
};

const e164 = /^\+[1-9]\d{1,14}$/;
