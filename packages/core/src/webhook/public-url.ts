/**
 * The URL as the sender knows it: scheme, host and path of `publicUrl`, letter by letter, and the query that
 * the request came with (that of `publicUrl` where it came without one). A proxy rewrites the former; the
 * sender chooses the latter.
 */
export const applyPublicUrl = (url: string, publicUrl: string | undefined): string => {
  if (publicUrl === undefined) return url;
  const [base, ownQuery] = cutQuery(publicUrl);
  const [, query] = cutQuery(url);
  return base + (query === '' ? ownQuery : query);
};

/**
 * A URL with and without the default port of its scheme (and, of any other port, without it). For `urls` of a
 * scheme whose sender signs sometimes the one and sometimes the other. The first is the URL as it is.
 */
export const urlPortVariants = (url: string): readonly string[] => {
  const match = /^(https?):\/\/([^/?#]*?)(:\d{1,5})?(?=[/?#]|$)/i.exec(url);
  if (!match) return [url];
  const [authority, scheme = '', host = '', port] = match;
  const rest = url.slice(authority.length);
  const otherPort = port === undefined ? (scheme.toLowerCase() === 'https' ? ':443' : ':80') : '';
  return [url, `${scheme}://${host}${otherPort}${rest}`];
};

const cutQuery = (url: string): readonly [base: string, query: string] => {
  const [beforeFragment = ''] = url.split('#', 1);
  const start = beforeFragment.indexOf('?');
  return start === -1 ? [beforeFragment, ''] : [beforeFragment.slice(0, start), beforeFragment.slice(start)];
};
