import assert from 'node:assert/strict';
import { exercises, goodRunOf } from '../calling.ts';
import { type ConnectorPromise, promiseOf } from '../connector-promise.ts';
import { answerOf, dispositionIs, failEach } from '../failing.ts';
import { assertSilent, secretsOf } from '../leaks.ts';

const promise = promiseOf('check', exercises('check'));

/** What the kit promises of checks of credentials. */
export const checkPromises: readonly ConnectorPromise[] = [
  promise('a check of good credentials tells whose they are, and changes nothing', async (specimen) => {
    const { calls, requests } = await goodRunOf(specimen, 'check');
    const { value } = calls.findLast(({ part }) => part === 'check') ?? {};
    assert.ok(typeof value === 'object' && value !== null, 'a check must give a report');
    const { account } = value as { readonly account?: unknown };
    assert.ok(
      account === undefined || (typeof account === 'string' && account !== ''),
      'the account of a check must be a text that is not empty',
    );
    assertSilent(value, secretsOf(specimen));
    for (const { method } of requests)
      assert.ok(['GET', 'HEAD', 'POST'].includes(method), `a check must not ${method}`);
  }),
  promise('a check of bad credentials asks for new ones, and shows neither', (specimen) =>
    failEach(
      specimen,
      answerOf(401, { body: JSON.stringify({ message: secretsOf(specimen).join(' ') }) }),
      (failed) => {
        dispositionIs('401', 'reauthorize')(failed);
        assertSilent(failed.error, secretsOf(specimen));
      },
      ['check'],
    ),
  ),
  promise('a check that the vendor cannot answer now says nothing of the credentials', async (specimen) => {
    for (const failure of [
      answerOf(503),
      answerOf(429),
      { kind: 'unreachable' },
      { kind: 'silence' },
    ] as const)
      await failEach(specimen, failure, dispositionIs('a vendor that is away', 'retry'), ['check']);
  }),
];
