/** Text between tags: it cannot break out, and what XML 1.0 forbids is dropped. */
export const escapeXmlText = (text: string): string =>
  allowed(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // A reader makes a line feed of a bare one.
    .replaceAll('\r', '&#13;');

/** The value of an attribute. A reader makes a space of any white space there, unless it is written as a reference. */
export const escapeXmlAttribute = (text: string): string =>
  escapeXmlText(text)
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\n', '&#10;');

/** @see https://www.w3.org/TR/xml/#charsets */
const allowed = (text: string): string =>
  text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
