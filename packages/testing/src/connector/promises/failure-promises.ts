import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { htmlPage } from '../../hostile-vendor/vendor-failure.ts';
import { outboundOf } from '../calling.ts';
import { type ConnectorPromise, promiseOf } from '../connector-promise.ts';
import type { ConnectorSpecimen } from '../connector-specimen.ts';
import { answerOf, dispositionIs, type FailedPart, failEach, rejectedOrDone } from '../failing.ts';
import { assertSilent, unspeakable } from '../leaks.ts';

const promise = promiseOf('actions', ({ outbound }) => outbound !== undefined);

/** What the kit promises of calls that the vendor fails. */
export const failurePromises: readonly ConnectorPromise[] = [
  promise('refused credentials pause, and burn nothing', (specimen) =>
    failEach(specimen, answerOf(401), unauthorized(specimen)),
  ),
  promise('403 is for credentials or for good, and never tried again by itself', (specimen) =>
    failEach(specimen, answerOf(403), (failed) => {
      if (failed.error) dispositionIs('403', 'reauthorize', 'reject')(failed);
    }),
  ),
  promise('400, 404, 409 and 422 are rejected, or found to be done already', async (specimen) => {
    for (const status of [400, 404, 409, 422])
      await failEach(specimen, answerOf(status), rejectedOrDone(String(status)));
  }),
  promise('429 is tried again, and no sooner than the vendor says, in either form', async (specimen) => {
    await failEach(specimen, answerOf(429), dispositionIs('429', 'retry'));
    await failEach(specimen, answerOf(429, { headers: { 'retry-after': '120' } }), (failed) => {
      dispositionIs('429', 'retry')(failed);
      assert.equal(failed.error?.retryAfterMs, 120_000, `${failed.part} must heed Retry-After in seconds`);
    });
    const at = new Date((specimen.outbound?.nowMs ?? Date.UTC(2026, 0, 1)) + 3_600_000);
    await failEach(specimen, answerOf(429, { headers: { 'retry-after': at.toUTCString() } }), (failed) => {
      const afterMs = failed.error?.retryAfterMs ?? 0;
      assert.ok(
        afterMs > 3_000_000 && afterMs <= 3_600_000,
        `${failed.part} must heed Retry-After as a date`,
      );
    });
  }),
  promise('500 and 503 are tried again', async (specimen) => {
    for (const status of [500, 503])
      await failEach(specimen, answerOf(status, { headers: { 'retry-after': '600' } }), (failed) =>
        dispositionIs(String(status), ...(failed.isIdempotent ? ['retry'] : ['retry', 'ambiguous']))(failed),
      );
  }),
  promise('a vendor that cannot be reached is tried again: nothing was sent', (specimen) =>
    failEach(specimen, { kind: 'unreachable' }, dispositionIs('a refused connection', 'retry')),
  ),
  promise(
    'a connection that breaks after the request was sent leaves the outcome open, where doing it twice matters',
    (specimen) =>
      failEach(specimen, { kind: 'reset' }, (failed) =>
        dispositionIs('a reset', failed.isIdempotent ? 'retry' : 'ambiguous')(failed),
      ),
  ),
  promise('so does an answer that never comes, or breaks off', async (specimen) => {
    for (const kind of ['silence', 'drip', 'truncated'] as const)
      await failEach(specimen, { kind }, (failed) =>
        dispositionIs(kind, ...(failed.isIdempotent ? ['retry'] : ['ambiguous']))(failed),
      );
  }),
  promise('nothing is sent twice that may not be done twice', async (specimen) => {
    for (const failure of [{ kind: 'reset' }, { kind: 'silence' }, answerOf(500), answerOf(502)] as const)
      await failEach(specimen, failure, ({ part, asked, isIdempotent }) => {
        if (!isIdempotent) assert.equal(asked, 1, `${part} must ask once, and asked ${asked} times`);
      });
  }),
  promise(
    'a failure that is dressed as a success is a failure',
    async (specimen) => {
      for (const { status = 200, body, disposition, parts } of outboundOf(specimen).disguises ?? [])
        await failEach(
          specimen,
          answerOf(status, { body: JSON.stringify(body) }),
          dispositionIs(JSON.stringify(body), disposition),
          parts,
        );
    },
    ({ outbound }) => outbound?.disguises !== undefined,
  ),
  promise('a success that cannot be read is no success', async (specimen) => {
    const page = { headers: { 'content-type': 'text/html' }, body: htmlPage('Please sign in') };
    for (const failure of [answerOf(200, page), answerOf(200, { body: '{"id":' })])
      await failEach(specimen, failure, (failed) => {
        if (!failed.error)
          assert.ok(
            isDeepStrictEqual(givenBy(failed.run, failed.part), givenBy(failed.goodRun, failed.part)),
            `${failed.part} must fail on a success that it cannot read: give its requests a \`response\` schema`,
          );
      });
  }),
  promise('an error page in HTML is an error', async (specimen) => {
    const page = { headers: { 'content-type': 'text/html' }, body: htmlPage('Bad gateway') };
    await failEach(specimen, answerOf(500, page), ({ part, error }) =>
      assert.ok(error, `${part} must fail on an error page, and succeeded`),
    );
    await failEach(specimen, answerOf(401, page), unauthorized(specimen));
  }),
  promise('an answer larger than the limit is an error', (specimen) =>
    failEach(specimen, { kind: 'endless' }, ({ part, error }) =>
      assert.ok(error, `${part} must fail on an endless answer, and succeeded`),
    ),
  ),
  promise('what a vendor echoes of secrets and personal data stands in no error', async (specimen) => {
    const texts = unspeakable(specimen);
    const echo = texts.join(' ');
    const body = JSON.stringify({
      error: { message: echo },
      message: echo,
      errors: [{ message: echo }],
      description: echo,
    });
    for (const status of [400, 401, 422, 500])
      for (const failure of [
        answerOf(status, { body }),
        answerOf(status, { headers: { 'content-type': 'text/html' }, body: htmlPage(echo) }),
      ])
        await failEach(specimen, failure, ({ error }) => {
          if (error) assertSilent(error, texts);
        });
  }),
];

/** Refused credentials are the connector's, unless they came with the input. */
const unauthorized =
  (specimen: ConnectorSpecimen) =>
  (failed: FailedPart): void => {
    const isOfInput = outboundOf(specimen).credentialsInInput?.includes(failed.part);
    dispositionIs('401', isOfInput ? 'reject' : 'reauthorize')(failed);
  };

/** What the last call of a part gave. */
const givenBy = ({ calls }: FailedPart['run'], part: string): unknown =>
  calls.findLast((call) => call.part === part)?.value;
