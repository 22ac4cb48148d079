import { headerIn, type MailHeader } from './mail-headers.ts';

/**
 * Header fields that go out with an e-mail, so that the reports about it, which hold its header, can be tied to what was sent.
 * Recipients can read them.
 */
const names = {
  deliveryKey: 'X-Touchline-Delivery',
  tag: 'X-Touchline-Tag',
  metadata: 'X-Touchline-Metadata',
} as const;

/** What is known of an e-mail that was sent, from its header. */
export interface DeliveryMarks {
  readonly deliveryKey?: string;
  readonly tags?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The header fields of an e-mail, one a value. Values are base64url, since they may hold any character. */
export const toDeliveryHeaders = ({ deliveryKey, tags = [], metadata = {} }: DeliveryMarks): MailHeader[] => [
  ...(deliveryKey === undefined ? [] : [{ name: names.deliveryKey, value: encode(deliveryKey) }]),
  ...tags.map((tag) => ({ name: names.tag, value: encode(tag) })),
  ...Object.entries(metadata).map(([name, value]) => ({
    name: names.metadata,
    value: `${encode(name)}.${encode(value)}`,
  })),
];

/** What the header of an e-mail says, as it came back; anyone may have written it, so what is odd is passed over. */
export const readDeliveryHeaders = (headers: readonly MailHeader[]): DeliveryMarks => {
  const values = (wanted: string): readonly string[] =>
    headers.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase()).map(({ value }) => value);
  const deliveryKey = decode(headerIn(headers, names.deliveryKey.toLowerCase()) ?? '');
  const tags = values(names.tag)
    .map(decode)
    .filter((tag) => tag !== '')
    .map((tag) => tag.slice(0, 256));
  const metadata = values(names.metadata)
    .map((pair) => pair.split('.').map(decode))
    .flatMap(([name = '', value = '']) =>
      name === '' ? [] : [[name.slice(0, 256), value.slice(0, 8_192)] as const],
    );
  return {
    ...(/^\P{Cc}{1,4096}$/u.test(deliveryKey) && { deliveryKey }),
    ...(tags.length > 0 && { tags }),
    ...(metadata.length > 0 && { metadata: Object.fromEntries(metadata) }),
  };
};

const encode = (text: string): string => Buffer.from(text).toString('base64url');

/** Mailers fold long lines, which leaves white space. */
const decode = (text: string): string => Buffer.from(text.replaceAll(/\s/g, ''), 'base64url').toString();
