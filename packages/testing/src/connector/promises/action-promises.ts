import assert from 'node:assert/strict';
import type { BoundAction, PreparedRequest, TouchlineError } from '@touchline/core';
import { manualClock } from '../../clock/manual-clock.ts';
import { htmlPage, type VendorFailure } from '../../hostile-vendor/vendor-failure.ts';
import { failingFrom, partsOf, requestsOf, runExercise } from '../calling.ts';
import { type ConnectorPromise, promiseOf } from '../connector-promise.ts';
import type { ConnectorSpecimen } from '../connector-specimen.ts';
import { assertInFamily, assertSilent, unspeakable } from '../leaks.ts';

const promise = promiseOf('actions', ({ outbound }) => outbound !== undefined);

/** What an error of the last request of a part's exercise came to, and how often it was asked. */
interface FailedPart {
  readonly part: string;
  readonly request: PreparedRequest;
  readonly error: TouchlineError | undefined;
  /** How often the vendor was asked from the failing request on. */
  readonly asked: number;
  readonly isIdempotent: boolean;
}

/** Lets the last request of each part's exercise fail. */
const failEach = async (
  specimen: ConnectorSpecimen,
  failure: VendorFailure,
  judge: (failed: FailedPart) => void,
): Promise<void> => {
  const idempotency = await idempotencyOf(specimen);
  for (const part of partsOf(specimen)) {
    const wanted = await requestsOf(specimen, part);
    const last = wanted.length - 1;
    const { requests, outcome } = await runExercise(specimen, part, { plan: failingFrom(last, failure) });
    const thrown = 'thrown' in outcome ? outcome.thrown : undefined;
    if (thrown !== undefined) assertInFamily(thrown);
    const request = wanted[last] as PreparedRequest;
    judge({
      part,
      request,
      error: thrown,
      asked: requests.length - last,
      isIdempotent: idempotency[part] !== 'no' || request.method === 'GET' || request.method === 'HEAD',
    });
  }
};

/** By part; `check` and `erase` may be done again. */
const idempotencyOf = async ({ outbound }: ConnectorSpecimen): Promise<Readonly<Record<string, string>>> => {
  assert.ok(outbound);
  const connector = await outbound.connect((send) => send, manualClock(outbound.nowMs));
  await connector.close();
  return Object.fromEntries(
    Object.entries(connector.actions as Readonly<Record<string, BoundAction>>).map(
      ([name, { idempotent, contract }]) => [name, contract.effect === 'read' ? 'natural' : idempotent],
    ),
  );
};

const answer = (
  status: number,
  more: Partial<Extract<VendorFailure, { kind: 'answer' }>> = {},
): VendorFailure => ({
  kind: 'answer',
  status,
  body: '{}',
  ...more,
});

const dispositionIs =
  (what: string, ...allowed: readonly string[]) =>
  ({ part, error }: FailedPart): void => {
    assert.ok(error, `${part} fails on ${what}`);
    assert.ok(
      allowed.includes(error.disposition),
      `${part} is to ${allowed.join(' or ')} on ${what}, not to ${error.disposition} (${error.code})`,
    );
  };

/** What a request that is refused may come to: the error says so, or what was wanted is the case already. */
const rejectedOrDone =
  (what: string) =>
  ({ part, error }: FailedPart): void => {
    if (error)
      assert.ok(
        error.disposition !== 'ambiguous',
        `${part} knows that ${what} had no effect, and is not ${error.disposition} (${error.code})`,
      );
  };

/** What the kit promises of calls of the vendor. */
export const actionPromises: readonly ConnectorPromise[] = [
  promise('every action, check and erase does its work', async (specimen) => {
    for (const part of partsOf(specimen)) await requestsOf(specimen, part);
  }),
  promise('every action, check and erase is exercised', async (specimen) => {
    const { outbound } = specimen;
    assert.ok(outbound);
    const connector = await outbound.connect((send) => send, manualClock(outbound.nowMs));
    await connector.close();
    const wanted = [
      ...Object.keys(connector.actions),
      ...(['check', 'erase'] as const).filter((part) => connector[part]),
    ];
    assert.deepEqual([...partsOf(specimen)].sort(), wanted.sort());
  }),
  promise('input that does not fit is refused before anything is sent', async (specimen) => {
    const { outbound } = specimen;
    assert.ok(outbound);
    let sent = 0;
    const connector = await outbound.connect(
      (send) => (request, options) => {
        sent += 1;
        return send(request, options);
      },
      manualClock(outbound.nowMs),
    );
    for (const action of Object.values(
      connector.actions as Readonly<Record<string, BoundAction<unknown, unknown>>>,
    ))
      for (const input of [undefined, null, 7, [], { nonsense: 'sentinel-value-7' }])
        await assert.rejects(action(input), (thrown) => {
          assertInFamily(thrown);
          assert.equal(thrown.code, 'action.input_invalid');
          assertSilent(thrown, ['sentinel-value-7']);
          return true;
        });
    await connector.close();
    assert.equal(sent, 0);
  }),
  promise('refused credentials pause, and burn nothing', (specimen) =>
    failEach(specimen, answer(401), dispositionIs('401', 'reauthorize')),
  ),
  promise('403 is for credentials or for good, and never tried again by itself', (specimen) =>
    failEach(specimen, answer(403), ({ part, error }) => {
      if (error) assert.notEqual(error.disposition, 'ambiguous', `${part} knows that 403 had no effect`);
    }),
  ),
  promise('400, 404, 409 and 422 are rejected, or found to be done already', async (specimen) => {
    for (const status of [400, 404, 409, 422])
      await failEach(specimen, answer(status), rejectedOrDone(String(status)));
  }),
  promise('429 is tried again, and no sooner than the vendor says, in either form', async (specimen) => {
    await failEach(specimen, answer(429), dispositionIs('429', 'retry'));
    await failEach(specimen, answer(429, { headers: { 'retry-after': '120' } }), (failed) => {
      dispositionIs('429', 'retry')(failed);
      assert.equal(failed.error?.retryAfterMs, 120_000, `${failed.part} heeds Retry-After in seconds`);
    });
    const at = new Date((specimen.outbound?.nowMs ?? Date.UTC(2026, 0, 1)) + 3_600_000);
    await failEach(specimen, answer(429, { headers: { 'retry-after': at.toUTCString() } }), (failed) => {
      const afterMs = failed.error?.retryAfterMs ?? 0;
      assert.ok(afterMs > 3_000_000 && afterMs <= 3_600_000, `${failed.part} heeds Retry-After as a date`);
    });
  }),
  promise('500 and 503 are tried again', async (specimen) => {
    for (const status of [500, 503])
      await failEach(specimen, answer(status, { headers: { 'retry-after': '600' } }), (failed) =>
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
    for (const kind of ['silence', 'truncated'] as const)
      await failEach(specimen, { kind }, (failed) =>
        dispositionIs(kind, ...(failed.isIdempotent ? ['retry'] : ['ambiguous']))(failed),
      );
  }),
  promise('nothing is sent twice that may not be done twice', async (specimen) => {
    for (const failure of [{ kind: 'reset' }, { kind: 'silence' }, answer(500), answer(502)] as const)
      await failEach(specimen, failure, ({ part, asked, isIdempotent }) => {
        if (!isIdempotent) assert.equal(asked, 1, `${part} asks once`);
      });
  }),
  promise('an error page in HTML is an error', async (specimen) => {
    const page = { headers: { 'content-type': 'text/html' }, body: htmlPage('Bad gateway') };
    await failEach(specimen, answer(500, page), ({ part, error }) =>
      assert.ok(error, `${part} fails on a page`),
    );
    await failEach(specimen, answer(401, page), dispositionIs('401', 'reauthorize'));
  }),
  promise('an answer larger than the limit is an error', (specimen) =>
    failEach(specimen, { kind: 'endless' }, ({ part, error }) => assert.ok(error, `${part} fails`)),
  ),
  promise('a call that was given up ends at once, and sends nothing more', async (specimen) => {
    for (const part of partsOf(specimen)) {
      if (part === 'check' || part === 'erase') continue;
      const last = (await requestsOf(specimen, part)).length - 1;
      const controller = new AbortController();
      const { requests, outcome } = await runExercise(specimen, part, {
        call: { signal: controller.signal },
        plan: (index) => {
          if (index < last) return undefined;
          controller.abort();
          return { kind: 'silence' };
        },
      });
      assert.ok('thrown' in outcome, `${part} ends with an error`);
      assertInFamily(outcome.thrown);
      assert.equal(outcome.thrown.code, 'http.aborted', `${part} ends because it was given up`);
      assert.equal(requests.length, last + 1, `${part} sends nothing more`);
    }
  }),
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
        answer(status, { body }),
        answer(status, { headers: { 'content-type': 'text/html' }, body: htmlPage(echo) }),
      ])
        await failEach(specimen, failure, ({ error }) => {
          if (error) assertSilent(error, texts);
        });
  }),
  promise(
    'the same key sends the same request, also after a restart; another key another one',
    async (specimen) => {
      const idempotency = await idempotencyOf(specimen);
      for (const part of partsOf(specimen)) {
        if (idempotency[part] !== 'key') continue;
        const sentWith = async (idempotencyKey: string): Promise<readonly unknown[]> => {
          const { requests } = await runExercise(specimen, part, { call: { idempotencyKey } });
          return requests.map(({ method, url, headers, body }) => [
            method,
            url,
            headers,
            Buffer.from(body ?? []).toString('base64'),
          ]);
        };
        const first = await sentWith('key-one');
        assert.deepEqual(await sentWith('key-one'), first, `${part} repeats itself`);
        assert.notDeepEqual(await sentWith('key-two'), first, `${part} sends its idempotency key`);
      }
    },
  ),
];
