const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\n': '<br>',
};

/** Plain text for a field that a CRM shows as HTML: what a customer wrote stays text. */
export const htmlOf = (text: string | undefined): string | undefined =>
  text?.replace(/\r\n?/g, '\n').replace(/[&<>"'\n]/g, (character) => escapes[character] ?? '');
