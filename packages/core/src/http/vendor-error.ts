/** What an error body says in its own words. */
export interface VendorError {
  readonly vendorCode?: string | number;
  readonly message?: string;
}

/**
 * Finds code and message in the shapes that error bodies usually have: `{ error: { code, message } }`, `{ message }`,
 * `{ errors: [{ code, detail }] }`, RFC 9457 problems, OAuth's `{ error, error_description }`, an array of errors, or plain
 * text. Markup is never a message.
 */
export const readVendorError = (body: unknown, contentType = ''): VendorError => {
  if (typeof body === 'string')
    return isMarkup(body, contentType) || body.trim() === '' ? {} : { message: body };
  const whole = firstRecord(body);
  if (!whole) return {};
  const inner = firstRecord(whole.error) ?? firstRecord(whole.errors) ?? firstRecord(whole.Errors);
  const layers = inner ? [inner, whole] : [whole];
  // `{ error: 'channel_not_found' }` is a code, `{ error: 'No such channel' }` a message, and `{ error: 'Ada' }` neither.
  const said = typeof whole.error === 'string' ? whole.error : undefined;
  const vendorCode =
    find(layers, codeNames, isCode) ??
    find(layers, ['name'], isCodeLike) ??
    (isCodeLike(said) ? said : undefined);
  const message =
    find(layers, messageNames, isMessage) ?? (said !== undefined && /\s/.test(said) ? said : undefined);
  return { ...(vendorCode !== undefined && { vendorCode }), ...(message !== undefined && { message }) };
};

const codeNames = ['code', 'errorCode', 'error_code', 'ErrorCode', '__type', 'type', 'category'];
const messageNames = [
  'message',
  'Message',
  'detail',
  'description',
  'error_description',
  'error_message',
  'reason',
  'title',
];

type Fields = { readonly [name: string]: unknown };

const firstRecord = (value: unknown): Fields | undefined => {
  const candidate: unknown = Array.isArray(value) ? value[0] : value;
  return typeof candidate === 'object' && candidate !== null ? (candidate as Fields) : undefined;
};

const find = <Value>(
  layers: readonly Fields[],
  names: readonly string[],
  is: (value: unknown) => value is Value,
): Value | undefined =>
  layers
    .flatMap((layer) => names.filter((name) => Object.hasOwn(layer, name)).map((name) => layer[name]))
    .find(is);

const isCode = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && /^[\w.:#-]{1,64}$/.test(value));

/**
 * Whether a text that any words may stand in is a code all the same: words that are joined (`not_found`, `rate-limited`, `auth.expired`,
 * `notFound`), capitals, what holds a digit, or the name of an exception. One word alone may be somebody's name.
 */
const isCodeLike = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length <= 64 &&
  (/^[a-z]+(?:[._:-][a-z]+)+$/.test(value) ||
    /^[A-Z]+(?:[._:-][A-Z]+)*$/.test(value) ||
    /^[a-z]+(?:[A-Z][a-z]+)+$/.test(value) ||
    /^[A-Z][A-Za-z]*(?:Error|Exception|Fault)$/.test(value) ||
    /^[\w.:-]*\d[\w.:-]*$/.test(value));

const isMessage = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

const isMarkup = (text: string, contentType: string): boolean =>
  /html|xml/i.test(contentType) ||
  text.trimStart().startsWith('<') ||
  /<\/?(html|body|head|title|h1|p|div)\b/i.test(text);
