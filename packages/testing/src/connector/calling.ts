import assert from 'node:assert/strict';
import type {
  ActionOptions,
  Connector,
  PreparedRequest,
  RawResponse,
  Send,
  SendFailure,
} from '@touchline/core';
import { type ManualClock, manualClock } from '../clock/manual-clock.ts';
import { hostileSend } from '../hostile-vendor/hostile-send.ts';
import type { FailurePlan } from '../hostile-vendor/vendor-failure.ts';
import type { ConnectorSpecimen, OutboundSpecimen } from './connector-specimen.ts';
import { type ObservedCall, observed } from './observed-connector.ts';

/** One run of an exercise. */
export interface ExerciseRun {
  /** What was asked of the vendor, in order. */
  readonly requests: readonly PreparedRequest[];
  /** What each of the requests came to. */
  readonly answers: readonly (RawResponse | SendFailure | undefined)[];
  /** What was asked of the connector, in order. */
  readonly calls: readonly ObservedCall[];
  /** What the exercise came to. */
  readonly outcome: { readonly value: unknown } | { readonly thrown: unknown };
}

/** How an exercise is to be run. */
export interface ExerciseOptions {
  readonly plan?: FailurePlan;
  /** Options of every call of an action. */
  readonly call?: ActionOptions;
  /** What an action is called with, in place of what the exercise calls it with; by the number of the call from 0. */
  readonly inputOf?: (input: unknown, index: number) => unknown;
}

/** The parts that the specimen exercises. */
export const partsOf = ({ outbound }: ConnectorSpecimen): readonly string[] =>
  Object.keys(outbound?.exercises ?? {});

/** The actions that the specimen exercises. */
export const exercisedActions = (specimen: ConnectorSpecimen): readonly string[] =>
  partsOf(specimen).filter((part) => part !== 'check' && part !== 'erase');

/** Whether the specimen exercises a part. */
export const exercises =
  (part: string) =>
  (specimen: ConnectorSpecimen): boolean =>
    partsOf(specimen).includes(part);

/** The specimen's outbound part. */
export const outboundOf = ({ outbound }: ConnectorSpecimen): OutboundSpecimen => {
  assert.ok(outbound);
  return outbound;
};

/** Runs the exercise of one part on a connector and a sandbox of its own. Time passes as the connector asks for it. */
export const runExercise = async (
  specimen: ConnectorSpecimen,
  part: string,
  options: ExerciseOptions = {},
): Promise<ExerciseRun> => {
  const exercise = outboundOf(specimen).exercises[part as 'check'] as (
    connector: Connector,
  ) => Promise<unknown>;
  return runOn(specimen, exercise, options, part);
};

/** Does any work on a connector and a sandbox of its own. */
export const runOn = async (
  specimen: ConnectorSpecimen,
  work: (connector: Connector) => Promise<unknown>,
  { plan = () => undefined, ...how }: ExerciseOptions = {},
  what = 'the work',
): Promise<ExerciseRun> => {
  const outbound = outboundOf(specimen);
  const clock = manualClock(outbound.nowMs);
  const requests: PreparedRequest[] = [];
  const answers: (RawResponse | SendFailure | undefined)[] = [];
  const calls: ObservedCall[] = [];
  const around = (send: Send): Send => {
    const hostile = hostileSend(send, plan);
    return async (request, options) => {
      const index = requests.push(request) - 1;
      const answer = await hostile(request, options);
      answers[index] = answer;
      return answer;
    };
  };
  const connector = await outbound.connect(around, clock);
  try {
    const outcome = await ended(work(observed(connector, calls, how)), clock, what);
    return { requests, answers, calls, outcome };
  } finally {
    await connector.close();
  }
};

/** The exercise of a part when all goes well, which it must. It is the same each time, so it is run once. */
export const goodRunOf = (specimen: ConnectorSpecimen, part: string): Promise<ExerciseRun> => {
  const known = goodRuns.get(specimen) ?? new Map<string, Promise<ExerciseRun>>();
  goodRuns.set(specimen, known);
  const run = known.get(part) ?? runWell(specimen, part);
  known.set(part, run);
  return run;
};

const goodRuns = new WeakMap<ConnectorSpecimen, Map<string, Promise<ExerciseRun>>>();

const runWell = async (specimen: ConnectorSpecimen, part: string): Promise<ExerciseRun> => {
  const run = await runExercise(specimen, part);
  if ('thrown' in run.outcome)
    throw new assert.AssertionError({
      message: `the exercise of ${part} must go well before it is failed on purpose; ${lastRequest(run)}: ${said(run.outcome.thrown)}`,
    });
  assert.ok(
    run.requests.length > 0,
    `the exercise of ${part} must ask the vendor, through the \`send\` that \`connect\` was given`,
  );
  return run;
};

/** The path tells which route of the sandbox was asked; the connector's own errors never tell it. */
const lastRequest = ({ requests }: ExerciseRun): string => {
  const last = requests.at(-1);
  return last ? `its ${last.method} ${new URL(last.url).pathname} ended so` : 'it asked nothing';
};

const said = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** From this request on the vendor fails. */
export const failingFrom =
  (first: number, failure: NonNullable<ReturnType<FailurePlan>>): FailurePlan =>
  (index) =>
    index >= first ? failure : undefined;

/** Waits for work while its clock goes on. */
const ended = async (
  work: Promise<unknown>,
  clock: ManualClock,
  what: string,
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
    message: `the exercise of ${what} must end; it seems to wait on another clock than the one that \`connect\` was given`,
  });
};

/** Work of threads, such as a checksum's, takes turns of the event loop and no time of the clock. */
const patientTurns = 20;
const mostTurns = 600;
