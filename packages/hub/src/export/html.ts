/** A piece of a page in which everything that is not ours is escaped. Made by {@link html} alone. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A piece of a page. What is put in is shown as text, unless it is such a piece itself. */
export const html = (literals: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html =>
  new Html(
    literals.reduce((text, literal, index) => {
      const value = values[index - 1] ?? '';
      return `${text}${value instanceof Html ? value.text : escaped(String(value))}${literal}`;
    }),
  );

/** Pieces one after another. */
export const joined = (pieces: readonly Html[]): Html => new Html(pieces.map(({ text }) => text).join(''));

/** Also safe in quoted attributes. Controls and what turns the direction of writing around are made visible. */
const escaped = (text: string): string =>
  text
    .replace(/[&<>"'`]/g, (letter) => `&#${letter.charCodeAt(0)};`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it is about.
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/gu, '\ufffd');
