import { parseArgs } from 'node:util';
import { killCommand } from './kill.ts';
import { readSimulateCommand, simulateSeeds } from './simulate.ts';

/**
 * `npm run faults -- --seeds N [--from S]`, `--seed S [--trace]`, `--kill N`; without any, 2,000 seeds and 100 kills. With
 * `--json` the last line is one JSON object.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    from: { type: 'string' },
    seed: { type: 'string' },
    trace: { type: 'boolean' },
    kill: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const wantsSeeds = values.seeds !== undefined || values.seed !== undefined;
const both = !wantsSeeds && values.kill === undefined;
const result: {
  seeds?: number;
  failedSeeds?: readonly number[];
  kills?: number;
  faults?: readonly string[];
} = {};

if (wantsSeeds || both) {
  const { seeds, from, seed, trace } = values;
  const args = Object.entries({ seeds, from, seed }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  const command = readSimulateCommand(trace ? [...args, '--trace'] : args);
  const { seeds: ran, failed } = await simulateSeeds(command, console.log);
  Object.assign(result, { seeds: ran, failedSeeds: failed });
}
if (values.kill !== undefined || both) {
  const reports = await killCommand(Number(values.kill ?? 100), 1, console.log);
  Object.assign(result, {
    kills: reports.reduce((sum, { kills }) => sum + kills, 0),
    faults: reports.flatMap(({ faults }) => faults),
  });
}
if (values.json) console.log(JSON.stringify(result));
process.exitCode = (result.failedSeeds?.length ?? 0) + (result.faults?.length ?? 0) > 0 ? 1 : 0;
