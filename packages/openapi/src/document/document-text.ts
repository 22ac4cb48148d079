/** A document as the text of its file: the same document gives the same bytes. */
export const documentText = (document: object): string => `${JSON.stringify(document, undefined, 2)}\n`;
