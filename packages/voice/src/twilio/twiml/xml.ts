import { escapeXmlAttribute, escapeXmlText } from '../../xml-escape.ts';

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
  if (typeof node === 'string') return escapeXmlText(node);
  const { name, attributes = {}, children = [] } = node;
  const start = `<${name}${Object.entries(attributes).map(renderAttribute).join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.map(render).join('')}</${name}>`;
};

const renderAttribute = ([name, value]: readonly [string, string | number | boolean | undefined]): string =>
  value === undefined ? '' : ` ${name}="${escapeXmlAttribute(String(value))}"`;
