/**
 * The few structures of DER that a certificate is made of.
 *
 * @see https://www.itu.int/rec/T-REC-X.690
 */
export type Der = Uint8Array;

const tagged = (tag: number, ...contents: readonly Uint8Array[]): Der => {
  const content = Buffer.concat(contents);
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x1_00
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};

/** SEQUENCE. */
export const sequence = (...members: readonly Der[]): Der => tagged(0x30, ...members);

/** SET. */
export const set = (...members: readonly Der[]): Der => tagged(0x31, ...members);

/** INTEGER, not negative. */
export const integer = (value: number): Der =>
  tagged(0x02, Buffer.from([0, ...bytesOf(value)].slice((bytesOf(value)[0] as number) >= 0x80 ? 0 : 1)));

const bytesOf = (value: number): number[] => {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 0x1_00))
    bytes.unshift(rest % 0x1_00);
  return bytes;
};

/** BOOLEAN. */
export const boolean = (value: boolean): Der => tagged(0x01, Buffer.from([value ? 0xff : 0]));

/** OBJECT IDENTIFIER, from its dotted form. */
export const objectIdentifier = (dotted: string): Der => {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
};

const base128 = (value: number): number[] => {
  const digits = [value & 0x7f];
  for (let rest = Math.floor(value / 0x80); rest > 0; rest = Math.floor(rest / 0x80))
    digits.unshift((rest & 0x7f) | 0x80);
  return digits;
};

/** UTF8String. */
export const utf8 = (text: string): Der => tagged(0x0c, Buffer.from(text));

/** GeneralizedTime, in whole seconds. */
export const time = (epochMs: number): Der =>
  tagged(0x18, Buffer.from(`${new Date(epochMs).toISOString().replace(/[-:T]|\.\d+/g, '')}`));

/** OCTET STRING. */
export const octets = (content: Uint8Array): Der => tagged(0x04, content);

/** BIT STRING of whole bytes. */
export const bits = (content: Uint8Array): Der => tagged(0x03, Buffer.from([0]), content);

/** A member with a number of its own, constructed. */
export const explicit = (number: number, content: Der): Der => tagged(0xa0 + number, content);

/** A member with a number in place of its tag, primitive. */
export const implicit = (number: number, content: Uint8Array): Der => tagged(0x80 + number, content);
