import { TouchlineError } from '@touchline/core';
import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** An element of an XML document, its prefixes left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** What stands in it, besides its elements. */
  readonly text: string;
}

/** A message of Salesforce's is six levels deep. */
const maxDepth = 16;

/**
 * Reads XML from outside: UTF-8, well-formed, one root. It may hold no document type, so that nothing can be declared, expanded or
 * fetched; SOAP forbids one as well (https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383491).
 *
 * @throws TouchlineError `webhook.body_malformed`, which holds nothing of the document.
 */
export const readXml = (bytes: Uint8Array): XmlElement => {
  const text = decoded(bytes);
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text))
    throw malformed('The XML holds a document type, which SOAP forbids.');
  const roots = elementsOf(parsed(text));
  if (roots.length !== 1) throw malformed('The XML has more than one root.');
  return roots[0] as XmlElement;
};

/** The first child that has this name. */
export const elementNamed = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

/** The text of an element; undefined where it is absent, empty, `xsi:nil`, or holds further elements. */
export const textOf = (element: XmlElement | undefined): string | undefined =>
  element === undefined ||
  element.text === '' ||
  element.children.length > 0 ||
  element.attributes.get('nil') === 'true'
    ? undefined
    : element.text;

const decoded = (bytes: Uint8Array): string => {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The XML is not UTF-8.');
  }
  const encoding = /^\s*<\?xml[^>]{0,100}?\bencoding\s*=\s*["']([\w.-]{1,40})["']/.exec(text)?.[1];
  if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encoding))
    throw malformed('The XML is not UTF-8, by its own word.');
  return text;
};

/** As the parser gives it, in order: each item is `{ name: [children], ':@': { attributes } }` or `{ '#text': text }`. */
type ParsedItem = Readonly<Record<string, unknown>>;

/** References are resolved here, the five of XML and those by number: nothing else can have been declared. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  cdataPropName: '#cdata',
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: maxDepth,
});

/** The parser itself forgives what is not well-formed, and its errors quote the document. */
const parsed = (text: string): readonly ParsedItem[] => {
  let items: readonly ParsedItem[] | undefined;
  try {
    items = parser.parse(text);
    if (XMLValidator.validate(text) !== true) items = undefined;
  } catch {
    items = undefined;
  }
  if (items === undefined)
    throw malformed(`The body is no XML, or is nested more than ${maxDepth} levels deep.`);
  return items;
};

const elementsOf = (items: readonly ParsedItem[]): XmlElement[] =>
  items.flatMap((item) => {
    const name = Object.keys(item).find((key) => key !== ':@' && !key.startsWith('#'));
    return name === undefined ? [] : [elementOf(name, item)];
  });

const elementOf = (name: string, item: ParsedItem): XmlElement => {
  const items = item[name] as readonly ParsedItem[];
  const attributes = Object.entries((item[':@'] ?? {}) as Record<string, unknown>);
  return {
    name: localName(name),
    attributes: new Map(attributes.map(([key, value]) => [localName(key), resolved(String(value))])),
    children: elementsOf(items),
    text: items.map(textIn).join(''),
  };
};

const textIn = (item: ParsedItem): string => {
  const { '#text': text, '#cdata': cdata } = item;
  if (typeof text === 'string') return resolved(text);
  return Array.isArray(cdata) ? cdata.map((part: ParsedItem) => String(part['#text'] ?? '')).join('') : '';
};

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

const resolved = (text: string): string =>
  text.replace(/&([^;&]{0,10});?/g, (_, reference: string) => {
    const [, decimal, hexadecimal] = /^#(?:(\d{1,7})|x([\da-f]{1,6}))$/i.exec(reference) ?? [];
    const character =
      named.get(reference) ?? characterOf(decimal ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16));
    if (character === undefined) throw malformed('The XML refers to an entity that nothing declares.');
    return character;
  });

/** What XML lets be a character: https://www.w3.org/TR/xml/#charsets. */
const characterOf = (codePoint: number): string | undefined =>
  [0x9, 0xa, 0xd].includes(codePoint) ||
  (codePoint >= 0x20 && codePoint <= 0xd7ff) ||
  (codePoint >= 0xe000 && codePoint <= 0xfffd) ||
  (codePoint >= 0x1_0000 && codePoint <= 0x10_ffff)
    ? String.fromCodePoint(codePoint)
    : undefined;

const malformed = (why: string): TouchlineError => new TouchlineError('webhook.body_malformed', why);
