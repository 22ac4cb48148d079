import { escapeXmlAttribute } from '../xml-escape.ts';

/** Speech that is SSML already. Made by {@link ssml}. */
export interface Ssml {
  readonly ssml: string;
}

/**
 * Writes SSML. What is inserted is escaped, in text and in attributes, so that a name or an order's title can neither break
 * it nor add to it; another piece of SSML is inserted as it is. Pure.
 *
 * @example
 * ```ts
 * const greeting = ssml`<emphasis level="strong">Hello ${customer.name}</emphasis>`;
 * const speech = ssml`${greeting} <break time="300ms"/> Your order ${order.id} left this morning.`;
 * ```
 * @see https://developer.amazon.com/docs/custom-skills/speech-synthesis-markup-language-ssml-reference.html
 */
export const ssml = (parts: TemplateStringsArray, ...values: readonly (string | number | Ssml)[]): Ssml => ({
  ssml: parts.map((part, index) => part + written(values[index])).join(''),
});

const written = (value: string | number | Ssml | undefined): string => {
  if (value === undefined) return '';
  return typeof value === 'object' ? value.ssml : escapeXmlAttribute(String(value));
};

/** A whole document: in a `speak` element, unless it is in one already. */
export const documentOf = ({ ssml: text }: Ssml): string =>
  text.trimStart().startsWith('<speak') ? text : `<speak>${text}</speak>`;
