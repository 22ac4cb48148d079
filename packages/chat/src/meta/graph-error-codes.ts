import type { ErrorReading } from '@touchline/core';

/** What a code means for a delivery, and to a person. */
export interface GraphMeaning extends Required<Pick<ErrorReading, 'disposition' | 'message'>> {
  readonly code: ErrorReading['code'];
}

/** What a code means, by its subcode where that says more; undefined where neither is known. */
export const meaningOf = (code: number, subcode: number | undefined): GraphMeaning | undefined => {
  const exact = subcode === undefined ? undefined : subcodes[`${code}/${subcode}`];
  if (exact) return exact;
  // All of 200 to 299 are permissions: https://developers.facebook.com/docs/graph-api/guides/error-handling
  return codes[code] ?? (code >= 200 && code <= 299 ? codes[10] : undefined);
};

const retry = (message: string): GraphMeaning => ({ code: undefined, disposition: 'retry', message });
const slowDown = (message: string): GraphMeaning => ({
  code: 'http.rate_limited',
  disposition: 'retry',
  message,
});
const reauthorize = (message: string): GraphMeaning => ({
  code: undefined,
  disposition: 'reauthorize',
  message,
});
const reject = (message: string): GraphMeaning => ({ code: undefined, disposition: 'reject', message });

const outsideWindow = reject('More than 24 hours have passed since the person last wrote; use a template.');
const unreachable = reject('The person cannot be reached, has blocked you, or is not there.');

/**
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
 * @see https://developers.facebook.com/docs/messenger-platform/error-codes
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
const codes: Readonly<Record<number, GraphMeaning>> = {
  // Tokens and permissions.
  0: reauthorize('The token is not valid any more.'),
  3: reauthorize('The app lacks a capability or a permission.'),
  10: reauthorize('The app lacks a permission.'),
  102: reauthorize('The session of the token is over.'),
  190: reauthorize('The token has expired, was revoked, or is not valid.'),
  368: reauthorize('The account is blocked for a while, for a violation of policies.'),
  131005: reauthorize('The app lacks a permission for the number.'),
  131031: reauthorize('The account is locked or restricted.'),
  131042: reauthorize('Something is wrong with the way the account pays.'),
  131045: reauthorize('The number is not registered.'),
  133010: reauthorize('The number is not registered.'),

  // Too much, too fast.
  4: slowDown('The app calls too often.'),
  17: slowDown('The user calls too often.'),
  32: slowDown('The page is called too often.'),
  341: slowDown('A limit of the app is reached.'),
  613: slowDown('The method is called too often.'),
  80007: slowDown('The account calls too often.'),
  130429: slowDown('The number sends too fast.'),
  131056: slowDown('Too much was sent to this person in a short time.'),
  131048: slowDown('The number is limited, because people marked its messages as spam.'),
  133016: slowDown('The number was registered too often.'),

  // Theirs, and passing.
  1: retry('Meta failed for a reason that it does not know.'),
  2: retry('Meta is out of service for the moment.'),
  1200: retry('The message could not be sent for the moment.'),
  131000: retry('The message could not be sent, for a reason that Meta does not know.'),
  131016: retry('The service is not available for the moment.'),
  131057: retry('The account is in maintenance.'),
  133004: retry('The server is not available for the moment.'),

  // Never as it is.
  33: reject('There is no such thing, or the app cannot see it.'),
  100: reject('A parameter is missing, unknown or wrong.'),
  470: outsideWindow,
  506: reject('The same message was sent just now.'),
  551: unreachable,
  130472: reject('The person is in an experiment of Meta that gets no marketing messages.'),
  130497: reject('The account may not write to people in this country.'),
  131008: reject('A parameter is missing.'),
  131009: reject('A parameter is wrong.'),
  131021: reject('Sender and recipient are the same number.'),
  131026: unreachable,
  131030: reject('The recipient is not among those that a test number may write to.'),
  131037: reject('The display name of the number must be approved first.'),
  131047: outsideWindow,
  131049: reject('Meta holds it back, because the person gets enough marketing messages.'),
  131050: reject('The person wants no marketing messages from you.'),
  131051: reject('The kind of message is not supported.'),
  131052: reject('The file that was sent to you cannot be downloaded.'),
  131053: reject('The file cannot be fetched from its URL, or is of a kind that is not allowed.'),
  131062: reject('A message of this kind needs a telephone number.'),
  132000: reject('The template takes another number of parameters.'),
  132001: reject('There is no such template in this language, or it is not approved.'),
  132005: reject('The text of the template became too long.'),
  132007: reject('The template breaks a policy.'),
  132012: reject('A parameter of the template is not as the template has it.'),
  132015: reject('The template is paused for its low quality.'),
  132016: reject('The template was disabled for its low quality.'),
  132068: reject('The flow is blocked.'),
  132069: reject('The flow is throttled.'),
  135000: reject('Meta rejects the message without saying why.'),
};

/** @see https://developers.facebook.com/docs/messenger-platform/error-codes */
const subcodes: Readonly<Record<string, GraphMeaning>> = {
  '1/1357046': {
    code: undefined,
    disposition: 'ambiguous',
    message: 'Meta answered with an error, though the message may have been sent.',
  },
  '10/2018065': outsideWindow,
  '10/2018108': unreachable,
  '10/2018278': outsideWindow,
  '10/2534022': outsideWindow,
  '100/2018001': reject('There is no such person.'),
  '200/1545041': unreachable,
  '200/2018021': unreachable,
  '200/2018028': reject('An app in development can only write to its own people.'),
};
