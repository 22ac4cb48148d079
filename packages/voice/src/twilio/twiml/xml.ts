/** An XML element, as data. Attributes that are `undefined` are left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly children?: readonly (XmlElement | string)[];
}

/** Writes a document of one element. Values cannot break out: they are escaped, and what XML 1.0 forbids is dropped. */
export const renderXml = (root: XmlElement): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${render(root)}`;

const render = (node: XmlElement | string): string => {
  if (typeof node === 'string') return escapeText(node);
  const { name, attributes = {}, children = [] } = node;
  const start = `<${name}${Object.entries(attributes).map(renderAttribute).join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.map(render).join('')}</${name}>`;
};

const renderAttribute = ([name, value]: readonly [string, string | number | boolean | undefined]): string =>
  value === undefined ? '' : ` ${name}="${escapeAttribute(String(value))}"`;

const escapeText = (text: string): string =>
  allowed(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // A reader makes a line feed of a bare one.
    .replaceAll('\r', '&#13;');

/** A reader makes a space of any white space in an attribute, unless it is written as a reference. */
const escapeAttribute = (text: string): string =>
  escapeText(text)
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\n', '&#10;');

/** @see https://www.w3.org/TR/xml/#charsets */
const allowed = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
