import type { Send } from '@touchline/core';
import { describe, expect, it, test } from 'vitest';
import { connectorPromises } from './connector-promises.ts';
import type { ConnectorSpecimen } from './connector-specimen.ts';
import { type AcmeFaults, acme } from './fixtures/acme.ts';
import { promiseNames } from './promise-name.ts';
import { proveConnector, testConnector } from './test-connector.ts';

describe('a connector that keeps its promises', () => testConnector(acme(), { test, skip: test.skip }));

/** Each fault, and the promises that must notice it. */
const faults: readonly (readonly [keyof AcmeFaults, ...string[]])[] = [
  [
    'verifiesNothing',
    'a body that was changed by one byte is refused',
    'of 10,000 forged bodies none is let in, and none does harm',
    'a proof that was changed, is missing or is empty is refused',
  ],
  ['ignoresTime', 'a webhook that is too old, or from the future, is refused'],
  ['throwsForeign', 'a proof that was changed, is missing or is empty is refused'],
  ['makesIdsUp', 'the same webhook again is the same events, with the same ids'],
  ['idsOfDelivery', 'a redelivery that is signed anew, later, has the same ids'],
  ['failsUnknown', 'a kind that nobody has heard of is ignored by name, and acknowledged'],
  [
    'losesBatch',
    'of a batch, one item that cannot be understood does not cost the others, and order is kept',
  ],
  ['answersEveryone', 'a handshake is answered to the vendor, and to nobody else'],
  ['takesOneSecret', 'while a secret is rotated both hold, and afterwards the old one does not'],
  ['takesAnyMethod', 'another method is refused'],
  ['mapsWrong', 'an authentic webhook becomes the events that it should'],
  ['isLenient', 'a key that it does not know is refused by name'],
  ['unexplained', 'it has a JSON Schema in which every key is explained'],
  ['hasNoExample', 'every action has a JSON Schema of its input and output, and an example that parses'],
  [
    'hidesErrors',
    'refused credentials pause, and burn nothing',
    'an error page in HTML is an error',
    'an answer larger than the limit is an error',
  ],
  ['rejectsRateLimit', '429 is tried again, and no sooner than the vendor says, in either form'],
  ['deafToRetryAfter', '429 is tried again, and no sooner than the vendor says, in either form'],
  [
    'retriesCredentials',
    'refused credentials pause, and burn nothing',
    'a check of bad credentials asks for new ones, and shows neither',
  ],
  ['repeatsWrites', 'nothing is sent twice that may not be done twice'],
  ['sendsNoKey', 'the same key sends the same request, also after a restart; another key another one'],
  ['sendsFirst', 'every action, check and erase does its work'],
  ['deafToAbort', 'a call that was given up ends at once, and sends nothing more'],
  ['claimsIdempotence', 'the same key sends the same request, also after a restart; another key another one'],
  ['reactsAtRandom', 'the same event leads to the same decision, and is not changed'],
  ['reactsWrong', 'every event that it reacts to leads to calls that its actions take, or to a reason'],
  [
    'skipsWithoutReason',
    'every event that it reacts to leads to calls that its actions take, or to a reason',
  ],
  ['showsSecrets', 'its secrets are shown nowhere'],
  ['showsValues', 'a value of the wrong type is refused by name, and not shown'],
  ['takesAnything', 'what is no config at all is refused'],
  ['chokesOnDoubled', 'a proof that is sent twice, once forged, harms nothing'],
  ['claimsUrl', 'a webhook for another URL is refused'],
  [
    'throwsRaw',
    '1,000 authentic bodies of any kind are acknowledged, and what cannot be understood is kept',
    'bodies that are empty, cut off, endless, in another charset or poisonous do no harm',
    'content types that do not fit the body do no harm',
  ],
  ['hasNoLimit', 'a body above the limit is refused before it is looked at'],
  [
    'takesAnyInput',
    'input that does not fit is refused before anything is sent',
    'every action, check and erase is exercised',
  ],
  [
    'doubtsRefusals',
    '403 is for credentials or for good, and never tried again by itself',
    '400, 404, 409 and 422 are rejected, or found to be done already',
  ],
  ['retriesForbidden', '403 is for credentials or for good, and never tried again by itself'],
  [
    'rejectsServerErrors',
    '500 and 503 are tried again',
    'a check that the vendor cannot answer now says nothing of the credentials',
  ],
  ['checksSilently', 'a check of good credentials tells whose they are, and changes nothing'],
  ['forgetsKeys', 'a key that is left out has a default, or is asked for by name'],
  ['joinsPaths', 'an id in an input leads to no other path'],
  [
    'believesStatuses',
    'a failure that is dressed as a success is a failure',
    'a success that cannot be read is no success',
  ],
  ['givesNoReceipt', 'an erasure gives a receipt'],
  [
    'erasesNobody',
    'a person whom the vendor does not know is not found, or asked for',
    'nobody is erased where nobody is named',
  ],
  ['givesUpOnNetwork', 'a vendor that cannot be reached is tried again: nothing was sent'],
  [
    'claimsOutcomes',
    'a connection that breaks after the request was sent leaves the outcome open, where doing it twice matters',
    'so does an answer that never comes, or breaks off',
  ],
  ['quotesVendor', 'what a vendor echoes of secrets and personal data stands in no error'],
];

describe('a connector that breaks a promise is found out', () => {
  it.each(faults)('%s', async (fault, ...names) => {
    for (const name of names) {
      const promise = connectorPromises.find((each) => each.name === name);
      await expect(promise?.prove(acme({ [fault]: true })), name).rejects.toThrow();
    }
  });
});

describe('the suite', () => {
  it('runs without a test runner, and tells how each promise stands', async () => {
    const verdicts = await proveConnector({
      ...acme({ mapsWrong: true }),
      skip: { 'another method is refused': 'for the test' },
    });
    expect(verdicts).toContainEqual({
      group: 'inbound',
      name: 'another method is refused',
      verdict: 'skipped',
      reason: 'for the test',
    });
    expect(verdicts.filter(({ verdict }) => verdict === 'broken').map(({ name }) => name)).toEqual([
      'an authentic webhook becomes the events that it should',
      'of a batch, one item that cannot be understood does not cost the others, and order is kept',
    ]);
  });

  it('refuses to skip what there is not', () => {
    const flying: ConnectorSpecimen = {
      ...acme(),
      // @ts-expect-error: there is no such promise.
      skip: { 'it flies': 'no wings' },
    };
    expect(() => testConnector(flying, { test: () => {} })).toThrow(
      'There is no promise "it flies" to skip.',
    );
  });

  it('names every promise once, in the list that specimens skip by', () => {
    expect(connectorPromises.map(({ name }) => name).toSorted()).toEqual(
      Object.values(promiseNames).flat().toSorted(),
    );
  });

  it('has a fault for every promise', () => {
    const noticed = new Set(faults.flatMap(([, ...names]) => names));
    expect(connectorPromises.map(({ name }) => name).filter((name) => !noticed.has(name))).toEqual([]);
  });
});

describe('what the suite says of a broken promise', () => {
  it('is what must be, and what was', async () => {
    const saidOf = async (fault: string, name: string): Promise<unknown> => {
      const promise = connectorPromises.find((each) => each.name === name);
      return promise?.prove(acme({ [fault]: true })).catch((thrown: Error) => thrown.message.split('\n')[0]);
    };
    expect(
      await Promise.all([
        saidOf('verifiesNothing', 'a body that was changed by one byte is refused'),
        saidOf('rejectsServerErrors', '500 and 503 are tried again'),
        saidOf('joinsPaths', 'an id in an input leads to no other path'),
        saidOf('takesOneSecret', 'while a secret is rotated both hold, and afterwards the old one does not'),
      ]),
    ).toEqual([
      'a body changed at byte 0 must be refused, and was let in',
      'charge must be retry on 500, and is reject (http.rejected)',
      'refund with its chargeId must stay one segment of the path, and asked /touchline-escape/refunds: write paths with urlPath',
      'signingSecret must take two while it is rotated: make it secrets(), or say takesSeveral: false',
    ]);
  });

  it('of an exercise that does not go well tells which request ended it', async () => {
    const specimen = acme();
    const outbound = specimen.outbound as NonNullable<typeof specimen.outbound>;
    const conflict: Send = async () => ({ status: 409, headers: {}, body: new Uint8Array() });
    const promise = connectorPromises.find(
      ({ name }) => name === 'every action, check and erase does its work',
    );
    await expect(
      promise?.prove({
        ...specimen,
        outbound: {
          ...outbound,
          connect: (around, clock) => outbound.connect(() => around(conflict), clock),
        },
      }),
    ).rejects.toThrow(
      'the exercise of charge must go well before it is failed on purpose; its POST /charges ended so: POST https://api.acme.test answered 409.',
    );
  });
});
