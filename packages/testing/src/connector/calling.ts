import assert from 'node:assert/strict';
import type { ActionOptions, BoundAction, Connector, PreparedRequest, Send } from '@touchline/core';
import { type ManualClock, manualClock } from '../clock/manual-clock.ts';
import { hostileSend } from '../hostile-vendor/hostile-send.ts';
import type { FailurePlan } from '../hostile-vendor/vendor-failure.ts';
import type { ConnectorSpecimen, OutboundSpecimen } from './connector-specimen.ts';

/** One run of an exercise. */
export interface ExerciseRun {
  /** What was asked of the vendor, in order. */
  readonly requests: readonly PreparedRequest[];
  /** What the exercise came to. */
  readonly outcome: { readonly value: unknown } | { readonly thrown: unknown };
}

/** How an exercise is to be run. */
export interface ExerciseOptions {
  readonly plan?: FailurePlan;
  /** Options of every call of an action. */
  readonly call?: ActionOptions;
}

/** The parts that the specimen exercises. */
export const partsOf = ({ outbound }: ConnectorSpecimen): readonly string[] =>
  Object.keys(outbound?.exercises ?? {});

/** Runs the exercise of one part on a connector and a sandbox of its own. Time passes as the connector asks for it. */
export const runExercise = async (
  specimen: ConnectorSpecimen,
  part: string,
  { plan = () => undefined, call }: ExerciseOptions = {},
): Promise<ExerciseRun> => {
  const outbound = outboundOf(specimen);
  const clock = manualClock(outbound.nowMs);
  const requests: PreparedRequest[] = [];
  const around = (send: Send): Send => {
    const hostile = hostileSend(send, plan);
    return (request, options) => {
      requests.push(request);
      return hostile(request, options);
    };
  };
  const connector = await outbound.connect(around, clock);
  const run = outbound.exercises[part as 'check'] as (connector: Connector) => Promise<unknown>;
  try {
    const outcome = await ended(run(call ? withOptions(connector, call) : connector), clock, part);
    return { requests, outcome };
  } finally {
    await connector.close();
  }
};

/** The number of requests that the exercise of a part makes when all goes well; it must go well. */
export const requestsOf = async (
  specimen: ConnectorSpecimen,
  part: string,
): Promise<readonly PreparedRequest[]> => {
  const { requests, outcome } = await runExercise(specimen, part);
  if ('thrown' in outcome) throw outcome.thrown;
  assert.ok(requests.length > 0, `the exercise of ${part} asks the vendor`);
  return requests;
};

/** From this request on the vendor fails. */
export const failingFrom =
  (first: number, failure: NonNullable<ReturnType<FailurePlan>>): FailurePlan =>
  (index) =>
    index >= first ? failure : undefined;

const outboundOf = ({ outbound }: ConnectorSpecimen): OutboundSpecimen => {
  assert.ok(outbound);
  return outbound;
};

/** Waits for work while its clock goes on. */
const ended = async (
  work: Promise<unknown>,
  clock: ManualClock,
  part: string,
): Promise<ExerciseRun['outcome']> => {
  let outcome: ExerciseRun['outcome'] | undefined;
  work.then(
    (value) => {
      outcome = { value };
    },
    (thrown: unknown) => {
      outcome = { thrown };
    },
  );
  for (let turn = 0; turn < mostTurns; turn += 1) {
    await clock.settle();
    if (outcome) return outcome;
    if (turn > patientTurns) await clock.advance(1_000);
  }
  throw new assert.AssertionError({
    message: `the exercise of ${part} ends; it seems to wait on another clock than it was given`,
  });
};

/** Work of threads, such as a checksum's, takes turns of the event loop and no time of the clock. */
const patientTurns = 20;
const mostTurns = 600;

/** The same connector, whose every action is called with these options as well. */
const withOptions = (connector: Connector, options: ActionOptions): Connector => ({
  ...connector,
  actions: Object.fromEntries(
    Object.entries(connector.actions as Readonly<Record<string, BoundAction<unknown, unknown>>>).map(
      ([name, action]) => [
        name,
        Object.assign(
          (input: unknown, more?: ActionOptions) => action(input, { ...more, ...options }),
          action,
        ),
      ],
    ),
  ) as never,
});
