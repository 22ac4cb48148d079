import { type Html, html, joined } from './html.ts';

/** Any JSON as something to read: members under their names, items one below another. */
export const valueHtml = (value: unknown, depth = 0): Html => {
  if (value === null || value === undefined || value === '') return html`<small>none</small>`;
  if (typeof value === 'boolean') return html`${value ? 'yes' : 'no'}`;
  if (typeof value !== 'object') return html`${String(value)}`;
  // Deeper than anybody reads, and than there is stack for.
  if (depth >= deepest) return html`…`;
  if (Array.isArray(value))
    return value.length === 0
      ? html`<small>none</small>`
      : html`<ol>${joined(value.map((item) => html`<li>${valueHtml(item, depth + 1)}</li>`))}</ol>`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return members.length === 0
    ? html`<small>none</small>`
    : html`<dl>${joined(members.map(([name, member]) => html`<dt>${wordsOf(name)}</dt><dd>${valueHtml(member, depth + 1)}</dd>`))}</dl>`;
};

/** `messageId` as `Message id`. */
export const wordsOf = (name: string): string => {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

const deepest = 12;
