/** What a button of ours means when it comes back: see `messageButton` of the contract. */
export interface ButtonMeaning {
  readonly name: string;
  readonly value?: string;
}

/**
 * Writes id and value of a button into the one text that most channels hand back: the id alone where there is no value, so
 * that it reads the same in the vendor's own tools. {@link readButtonPayload} is its inverse.
 */
export const buttonPayload = ({
  id,
  value,
}: {
  readonly id: string;
  readonly value?: string | undefined;
}): string => (value === undefined && !id.startsWith(mark) ? id : mark + encode(id) + separated(value));

/** What a payload means. One that is not of our making, such as a template's, is the name as it is. */
export const readButtonPayload = (payload: string): ButtonMeaning => {
  if (!payload.startsWith(mark)) return { name: payload };
  const [id = '', ...rest] = payload.slice(mark.length).split('~');
  return { name: decode(id), ...(rest.length > 0 && { value: rest.join('~') }) };
};

/** Short: Telegram gives a button 64 bytes in all. */
const mark = '~';

const separated = (value: string | undefined): string => (value === undefined ? '' : `~${value}`);

const encode = (id: string): string => id.replaceAll('%', '%25').replaceAll('~', '%7E');

const decode = (id: string): string => id.replaceAll('%7E', '~').replaceAll('%25', '%');
