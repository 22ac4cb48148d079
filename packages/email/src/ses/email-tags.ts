import { TouchlineError } from '@touchline/core';

/** A tag as SES takes it. */
export interface EmailTag {
  readonly Name: string;
  readonly Value: string;
}

/** What goes out with an e-mail and comes back with its events. */
export interface EmailMarks {
  readonly deliveryKey?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** SES's names and values are `A–Z a–z 0–9 _ -`, up to 256: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html */
const plain = /^[\w-]{1,256}$/;
const longest = 256;
/** The most of one e-mail. */
const mostTags = 50;

const prefix = 'touchline-';
const deliveryName = `${prefix}delivery`;
const labelPrefix = `${prefix}tag-`;
/** What SES would not take as it is, in base64url. */
const encodedPrefix = `${prefix}text-`;

/**
 * The tags of an e-mail: the idempotency key, the labels, and each piece of metadata by its name. Recipients cannot see them.
 *
 * @throws TouchlineError `action.not_supported` for what does not fit into SES's tags.
 */
export const toEmailTags = ({ deliveryKey, tags = [], metadata = {} }: EmailMarks): EmailTag[] => {
  // A key that is too long is left out: events are then not tied to the delivery, and nothing else changes.
  const key = deliveryKey === undefined ? '' : encoded(deliveryKey);
  const all = [
    ...(key !== '' && key.length <= longest ? [{ Name: deliveryName, Value: key }] : []),
    ...[...new Set(tags)].map((tag, index) => ({ Name: `${labelPrefix}${index}`, Value: encoded(tag) })),
    ...Object.entries(metadata).map(([name, value]) => ({ Name: encoded(name), Value: encoded(value) })),
  ];
  if (all.length > mostTags)
    throw notSupported(`Amazon SES takes at most ${mostTags} tags and metadata in all`);
  if (all.some(({ Name, Value }) => Name.length > longest || Value.length > longest))
    throw notSupported('Amazon SES takes values of 256 plain characters, or of 184 bytes with any others');
  return all;
};

/** The other way round. Tags of SES's own (`ses:…`) are nobody's metadata. */
export const readEmailTags = (tags: Readonly<Record<string, readonly string[]>>): EmailMarks => {
  const entries = Object.entries(tags).filter(([name]) => !name.startsWith('ses:'));
  const deliveryKey = decoded(tags[deliveryName]?.[0] ?? '');
  const labels = entries
    .filter(([name]) => name.startsWith(labelPrefix))
    .sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true }))
    .flatMap(([, values]) => values.slice(0, 1).map(decoded));
  const metadata = entries
    .filter(([name]) => name !== deliveryName && !name.startsWith(labelPrefix))
    .map(([name, [value = '']]) => [decoded(name).slice(0, 256), decoded(value).slice(0, 8_192)] as const)
    .filter(([name]) => name !== '');
  return {
    ...(/^\P{Cc}{1,4096}$/u.test(deliveryKey) && { deliveryKey }),
    ...(labels.length > 0 && { tags: labels.map((label) => label.slice(0, 256)) }),
    ...(metadata.length > 0 && { metadata: Object.fromEntries(metadata) }),
  };
};

const encoded = (text: string): string =>
  plain.test(text) && !text.startsWith(prefix)
    ? text
    : `${encodedPrefix}${Buffer.from(text).toString('base64url')}`;

const decoded = (text: string): string =>
  text.startsWith(encodedPrefix)
    ? Buffer.from(text.slice(encodedPrefix.length), 'base64url').toString()
    : text;

const notSupported = (why: string): TouchlineError =>
  new TouchlineError('action.not_supported', `ses: tags and metadata: ${why}.`, { connector: 'ses' });
