/**
 * Writes words so that Slack shows them as they are: the three characters that begin its markup are replaced, so no text of
 * a customer's can mention a channel, a person or everyone.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * The words of a message as a person reads them: links, mentions and dates lose their brackets, escaped characters are
 * themselves again. `*bold*` and its like stay: people write them by hand as well.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text#advanced
 */
export const readableText = (text: string): string =>
  text
    .replace(
      /<([@#!]?)([^<>|]{1,8000})(?:\|([^<>]{0,8000}))?>/g,
      (_, sign: string, target: string, label = '') => readableReference(sign, target, label),
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const readableReference = (sign: string, target: string, label: string): string => {
  if (sign === '@' || sign === '#') return sign + (label || target);
  if (sign === '!') return readableCommand(target, label);
  const address = target.replace(/^(mailto|tel):/, '');
  return label === '' || target.endsWith(label) ? address : `${label} (${address})`;
};

/** `!here`, `!subteam^S061EG9R6|@team`, `!date^1392734382^{date}|18 February`. */
const readableCommand = (command: string, label: string): string => {
  if (label !== '') return label;
  const [name = '', argument = ''] = command.split('^');
  return `@${name === 'subteam' ? argument : name}`;
};
