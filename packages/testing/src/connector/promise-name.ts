/** What every connector promises, group by group. A specimen skips by these names. */
export const promiseNames = {
  config: [
    'a key that it does not know is refused by name',
    'a key that is left out has a default, or is asked for by name',
    'a value of the wrong type is refused by name, and not shown',
    'what is no config at all is refused',
    'its secrets are shown nowhere',
    'it has a JSON Schema in which every key is explained',
    'every action has a JSON Schema of its input and output, and an example that parses',
  ],
  inbound: [
    'an authentic webhook becomes the events that it should',
    'the same webhook again is the same events, with the same ids',
    'a redelivery that is signed anew, later, has the same ids',
    'a body that was changed by one byte is refused',
    'a proof that was changed, is missing or is empty is refused',
    'a proof that is sent twice, once forged, harms nothing',
    'a webhook for another URL is refused',
    'another method is refused',
    'a webhook that is too old, or from the future, is refused',
    'while a secret is rotated both hold, and afterwards the old one does not',
    'a kind that nobody has heard of is ignored by name, and acknowledged',
    'of a batch, one item that cannot be understood does not cost the others, and order is kept',
    'a handshake is answered to the vendor, and to nobody else',
    'of 10,000 forged bodies none is let in, and none does harm',
    '1,000 authentic bodies of any kind are acknowledged, and what cannot be understood is kept',
    'bodies that are empty, cut off, endless, in another charset or poisonous do no harm',
    'content types that do not fit the body do no harm',
    'a body above the limit is refused before it is looked at',
  ],
  actions: [
    'every action, check and erase is exercised',
    'every action, check and erase does its work',
    'input that does not fit is refused before anything is sent',
    'an id in an input leads to no other path',
    'refused credentials pause, and burn nothing',
    '403 is for credentials or for good, and never tried again by itself',
    '400, 404, 409 and 422 are rejected, or found to be done already',
    '429 is tried again, and no sooner than the vendor says, in either form',
    '500 and 503 are tried again',
    'a vendor that cannot be reached is tried again: nothing was sent',
    'a connection that breaks after the request was sent leaves the outcome open, where doing it twice matters',
    'so does an answer that never comes, or breaks off',
    'nothing is sent twice that may not be done twice',
    'a failure that is dressed as a success is a failure',
    'a success that cannot be read is no success',
    'an error page in HTML is an error',
    'an answer larger than the limit is an error',
    'a call that was given up ends at once, and sends nothing more',
    'what a vendor echoes of secrets and personal data stands in no error',
    'the same key sends the same request, also after a restart; another key another one',
  ],
  on: [
    'every event that it reacts to leads to calls that its actions take, or to a reason',
    'the same event leads to the same decision, and is not changed',
  ],
  check: [
    'a check of good credentials tells whose they are, and changes nothing',
    'a check of bad credentials asks for new ones, and shows neither',
    'a check that the vendor cannot answer now says nothing of the credentials',
  ],
  erase: [
    'an erasure gives a receipt',
    'a person whom the vendor does not know is not found, or asked for',
    'nobody is erased where nobody is named',
  ],
} as const;

/** The groups that the promises come in. */
export type PromiseGroup = keyof typeof promiseNames;

/** The name of a promise: a sentence. */
export type PromiseName = (typeof promiseNames)[PromiseGroup][number];
