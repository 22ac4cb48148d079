import { commandInvalid } from './command-invalid.ts';

/** A vendor's name in the spellings that code needs. */
export interface VendorName {
  /** `front-desk`: the id, the folder, the entry of the package. */
  readonly dashed: string;
  /** `frontDesk`: the factory. */
  readonly camel: string;
  /** `FrontDesk`: the types. */
  readonly pascal: string;
  /** `Front Desk`: as people write it. */
  readonly title: string;
}

/**
 * The spellings of a name.
 *
 * @param taken words of the code that the name becomes a part of: a factory of such a name would be in its way.
 * @throws TouchlineError `command.invalid` for a name that cannot be an id, or an identifier, and for a title that cannot stand in code.
 */
export const vendorNameOf = (
  dashed: string,
  title: string | undefined,
  taken: ReadonlySet<string>,
): VendorName => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(dashed) || dashed.length > 40)
    throw commandInvalid(
      `A vendor's name is at most 40 lower-case letters and digits, its words joined by dashes, such as front-desk; ${JSON.stringify(dashed.slice(0, 60))} is not.`,
    );
  const words = dashed.split('-');
  const pascal = words.map(capital).join('');
  const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1);
  if (reservedWords.has(camel) || taken.has(camel))
    throw commandInvalid(
      `${dashed} would be in the way of the code around it: add a word, such as ${dashed}-api.`,
    );
  const shown = title ?? words.map(capital).join(' ');
  if (!/^[\p{L}\p{N}][\p{L}\p{N} .&+-]{0,59}$/u.test(shown) || shown.endsWith(' '))
    throw commandInvalid(
      `A title is at most 60 letters, digits, spaces and . & + -; ${JSON.stringify(shown.slice(0, 80))} is not.`,
    );
  return { dashed, camel, pascal, title: shown };
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** https://tc39.es/ecma262/#prod-ReservedWord, what is reserved in modules and strict code, and what TypeScript knows by name. */
const reservedWords: ReadonlySet<string> = new Set(
  (
    'any arguments as async await boolean break case catch class const continue debugger declare default delete do else enum eval export ' +
    'extends false finally for function get if implements import in infinity instanceof interface is keyof let module namespace never new ' +
    'null number object of package private protected public readonly require return set static string super switch symbol this throw true ' +
    'try type typeof undefined unknown unique using var void while with yield'
  ).split(' '),
);
