import assert from 'node:assert/strict';
import type { BoundAction, PreparedRequest, TouchlineError } from '@touchline/core';
import { manualClock } from '../clock/manual-clock.ts';
import type { VendorFailure } from '../hostile-vendor/vendor-failure.ts';
import { type ExerciseRun, failingFrom, goodRunOf, outboundOf, partsOf, runExercise } from './calling.ts';
import type { ConnectorSpecimen } from './connector-specimen.ts';
import { assertInFamily } from './leaks.ts';

/** What an error of the last request of a part's exercise came to, and how often it was asked. */
export interface FailedPart {
  readonly part: string;
  /** The request that failed. */
  readonly request: PreparedRequest;
  /** Unset where the part succeeded all the same. */
  readonly error: TouchlineError | undefined;
  /** How often the vendor was asked from the failing request on. */
  readonly asked: number;
  /** Whether what was asked for may be done twice. */
  readonly isIdempotent: boolean;
  /** The run in which it failed, and the one in which all went well. */
  readonly run: ExerciseRun;
  readonly goodRun: ExerciseRun;
}

/** Lets the last request of each part's exercise fail. */
export const failEach = async (
  specimen: ConnectorSpecimen,
  failure: VendorFailure,
  judge: (failed: FailedPart) => void,
  parts: readonly string[] = partsOf(specimen),
): Promise<void> => {
  const idempotency = await idempotencyOf(specimen);
  for (const part of parts) {
    const goodRun = await goodRunOf(specimen, part);
    const last = goodRun.requests.length - 1;
    const run = await runExercise(specimen, part, { plan: failingFrom(last, failure) });
    const error = 'thrown' in run.outcome ? run.outcome.thrown : undefined;
    if (error !== undefined) assertInFamily(error);
    const request = goodRun.requests[last] as PreparedRequest;
    judge({
      part,
      request,
      error,
      asked: run.requests.length - last,
      isIdempotent: idempotency[part] !== 'no' || request.method === 'GET' || request.method === 'HEAD',
      run,
      goodRun,
    });
  }
};

/** How idempotent each action is; `check` and `erase` may be done again. */
export const idempotencyOf = async (
  specimen: ConnectorSpecimen,
): Promise<Readonly<Record<string, string>>> => {
  const outbound = outboundOf(specimen);
  const connector = await outbound.connect((send) => send, manualClock(outbound.nowMs));
  await connector.close();
  return Object.fromEntries(
    Object.entries(connector.actions as Readonly<Record<string, BoundAction>>).map(
      ([name, { idempotent, contract }]) => [name, contract.effect === 'read' ? 'natural' : idempotent],
    ),
  );
};

/** An answer with a status; its body is an empty object. */
export const answerOf = (
  status: number,
  more: Partial<Extract<VendorFailure, { kind: 'answer' }>> = {},
): VendorFailure => ({ kind: 'answer', status, body: '{}', ...more });

/** Fails unless the part failed, with one of these dispositions. */
export const dispositionIs =
  (what: string, ...allowed: readonly string[]) =>
  ({ part, error }: FailedPart): void => {
    assert.ok(error, `${part} must fail on ${what}, and succeeded`);
    assert.ok(
      allowed.includes(error.disposition),
      `${part} must be ${allowed.join(' or ')} on ${what}, and is ${error.disposition} (${error.code})`,
    );
  };

/** Fails where a part is unsure about a request that was refused. It may succeed: what was wanted may be the case already. */
export const rejectedOrDone =
  (what: string) =>
  ({ part, error }: FailedPart): void => {
    if (error)
      assert.notEqual(
        error.disposition,
        'ambiguous',
        `${part} must know that ${what} had no effect, and is ${error.disposition} (${error.code})`,
      );
  };
