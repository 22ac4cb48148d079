import { phoneNumber } from '@touchline/core';

/** Somebody, as Twilio names them, taken apart. */
export interface TwilioAddress {
  /** `sms` for plain numbers and senders, else the prefix: `whatsapp`, `messenger`, `rcs`, `client`, `sip`. */
  readonly channel: string;
  /** E.164 where it is a number; `anonymous` where the number is withheld; SIP URIs and clients as they are. */
  readonly address: string;
  /** Set where it is a telephone number in E.164 that can be called or texted back. */
  readonly phone?: string;
  /** Set where it is a person's id in a channel that Twilio carries, or a client of yours: `messenger:1234`. */
  readonly externalId?: string;
}

/**
 * Takes an address apart: `+14155550123`, `whatsapp:+14155550123`, `messenger:1234`, `client:ada`, `sip:ada@example.com`, a
 * short code, an alphanumeric sender, or a withheld number.
 *
 * @see https://www.twilio.com/docs/voice/twiml#request-parameters
 * @see https://www.twilio.com/docs/whatsapp/api
 */
export const readAddress = (text: string): TwilioAddress => {
  const [, prefix, rest = text] = /^([a-z]{2,20}):(.+)$/s.exec(text) ?? [];
  if (prefix === 'sip' || prefix === 'sips') return { channel: 'sip', address: text };
  if (prefix === 'client') return { channel: 'client', address: text, externalId: text };
  const channel = prefix ?? 'sms';
  if (isWithheld(rest)) return { channel, address: 'anonymous' };
  if (phoneNumber.safeParse(rest).success) return { channel, address: rest, phone: rest };
  return { channel, address: rest, ...(prefix !== undefined && { externalId: text }) };
};

/** Words that stand in place of a withheld number. Networks also send them as spelled on a keypad: `+266696687`. */
const withheldWords = ['anonymous', 'restricted', 'unavailable', 'unknown', 'blocked'];

const keypad = ['abc', 'def', 'ghi', 'jkl', 'mno', 'pqrs', 'tuv', 'wxyz'];

const spelled = (word: string): string =>
  [...word].map((letter) => keypad.findIndex((letters) => letters.includes(letter)) + 2).join('');

const withheldNumbers: ReadonlySet<string> = new Set(withheldWords.map((word) => `+${spelled(word)}`));

const isWithheld = (text: string): boolean =>
  text === '' || withheldNumbers.has(text) || withheldWords.includes(text.toLowerCase());
