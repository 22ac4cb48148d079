import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { simulate } from './simulation.ts';
import { tellViolation } from './tell-violation.ts';

/** Which seeds the command runs. */
export interface SimulateCommand {
  readonly seeds: number;
  readonly from: number;
  readonly trace: boolean;
}

/** After so many seeds that fail it stops: they mostly fail for the same reason. */
const mostFailures = 10;

/** Runs seeds one after the other and tells of those that fail. Answers how many did. */
export const simulateSeeds = async (
  { seeds, from, trace: traced }: SimulateCommand,
  tell: (text: string) => void,
): Promise<{ readonly seeds: number; readonly failed: readonly number[] }> => {
  const began = performance.now();
  const sums = { events: 0, attempts: 0, crashes: 0, closings: 0 };
  const failed: number[] = [];
  let seed = from;
  for (; seed < from + seeds && failed.length < mostFailures; seed += 1) {
    const report = await simulate(seed);
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += report.figures[name];
    if (traced) tell(report.trace.join('\n'));
    if (!report.violation) continue;
    failed.push(seed);
    tell(tellViolation(report));
  }
  const ran = seed - from;
  const seconds = (performance.now() - began) / 1_000;
  tell(
    `${ran} seeds in ${seconds.toFixed(1)} s (${Math.round(ran / seconds)} a second): ${sums.events} events, ` +
      `${sums.attempts} attempts, ${sums.crashes} crashes, ${sums.closings} closings; ${failed.length} seeds failed`,
  );
  return { seeds: ran, failed };
};

/** `--seeds N [--from S]` or `--seed S`, and `--trace`. */
export const readSimulateCommand = (args: readonly string[]): SimulateCommand => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '2000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      trace: { type: 'boolean', default: false },
    },
  });
  const one = values.seed !== undefined;
  return {
    seeds: one ? 1 : wholeNumber(values.seeds, '--seeds'),
    from: wholeNumber(values.seed ?? values.from, one ? '--seed' : '--from'),
    trace: values.trace,
  };
};

const wholeNumber = (text: string, name: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`${name} takes a whole number, not "${text}".`);
  return Number(text);
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { failed } = await simulateSeeds(readSimulateCommand(process.argv.slice(2)), console.log);
  process.exitCode = failed.length > 0 ? 1 : 0;
}
