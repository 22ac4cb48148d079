/**
 * What ends text messages when it is all that is answered.
 *
 * @see https://www.ecfr.gov/current/title-47/section-64.1200 (a)(10): stop, quit, end, revoke, opt out, cancel, unsubscribe
 * @see https://docs.aws.amazon.com/sms-voice/latest/userguide/keywords-required.html: remove
 * @see https://www.twilio.com/docs/proxy/opt-out-keywords: stop, unsubscribe, end, cancel, quit, stopall, arret, arrete, arrett
 */
export const defaultStopKeywords: readonly string[] = [
  'stop',
  'stop all',
  'stopall',
  'quit',
  'end',
  'revoke',
  'opt out',
  'optout',
  'opt-out',
  'cancel',
  'unsubscribe',
  'remove',
  'arret',
  'arrêt',
  'arrete',
  'arrête',
  'arrett',
];

/**
 * What takes it back. `yes`, which Twilio takes for it as well, is left out: it may answer something else.
 *
 * @see https://support.twilio.com/hc/en-us/articles/223134027-Twilio-Support-for-Opt-out-Keywords-SMS-STOP-Filtering
 */
export const defaultStartKeywords: readonly string[] = ['start', 'unstop'];

/** A message as a keyword: without case, punctuation around it and repeated blanks. */
export const keywordOf = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/^[\s\p{P}]+|[\s\p{P}]+$/gu, '')
    .replaceAll(/\s+/g, ' ');
