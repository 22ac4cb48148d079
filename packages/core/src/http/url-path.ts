import { TouchlineError } from '../errors/touchline-error.ts';

/**
 * Writes a path whose values cannot break out of their segment: `` urlPath`/v1/customers/${id}/sources` ``. Each value is
 * percent-encoded.
 *
 * @throws TouchlineError `action.input_invalid` for a value that is empty, `.` or `..`.
 */
export const urlPath = (literals: TemplateStringsArray, ...values: readonly (string | number)[]): string =>
  literals.reduce((path, literal, index) => `${path}${encodeSegment(values[index - 1] ?? '')}${literal}`);

const encodeSegment = (value: string | number): string => {
  const text = String(value).replace(/\p{Surrogate}/gu, '\uFFFD');
  if (text === '' || text === '.' || text === '..')
    throw new TouchlineError('action.input_invalid', 'A value of a URL path must not be empty or dots.');
  return encodeURIComponent(text);
};

/**
 * Refuses a path that the URL parser would understand as another one: dot segments climb out of the base URL, `?` and `#`
 * end the path, backslashes are slashes to it, and control characters vanish.
 *
 * @throws TouchlineError `action.input_invalid`.
 */
export const assertPlainPath = (path: string): void => {
  if (!path.startsWith('/')) throw refused('must start with a slash');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  if (/[?#\\\u0000-\u0020\u007f]/.test(path))
    throw refused('must not hold a query, a fragment, a backslash, a space or a control character');
  if (path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment)))
    throw refused('must not hold dot segments');
};

const refused = (why: string): TouchlineError =>
  new TouchlineError('action.input_invalid', `The path of a request ${why}; write it with urlPath.`);
