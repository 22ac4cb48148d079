import { fork } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type FigureKey, figures, verdictOf } from './figures.ts';
import type { SuiteReport } from './suite.ts';
import { suites } from './suites/index.ts';

// npm run bench -- [suite…] [--json] [--profile]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const names = suites.map(({ name }) => name);
const wanted = positionals.filter((name) => name !== 'router');
const unknown = wanted.filter((name) => !names.includes(name));

if (values.help || unknown.length > 0) {
  console.log(`npm run bench -- [suite…] [--json] [--profile]\n\nSuites: ${names.join(', ')}.`);
  process.exit(unknown.length > 0 ? 1 : 0);
}

/** What a suite's process tells. */
interface Told extends SuiteReport {
  readonly profile: readonly string[];
}

const runSuite = (name: string): Promise<Told> =>
  new Promise((resolve, reject) => {
    const child = fork(new URL('suite-process.ts', import.meta.url), [name], {
      execArgv: ['--conditions=touchline-source', '--expose-gc', '--disable-warning=ExperimentalWarning'],
      env: { ...process.env, ...(values.profile && { BENCH_PROFILE: '1' }) },
    });
    child.once('message', (told) => resolve(told as Told));
    child.once('exit', (code) => reject(new Error(`Suite ${name} ended with ${code} and told nothing.`)));
  });

const format = (value: number): string =>
  value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));

const printFigure = (key: string, value: number): void => {
  const measured = `  ${key.padEnd(34)} ${format(value).padStart(9)}`;
  if (!Object.hasOwn(figures, key)) {
    console.log(measured);
    return;
  }
  const { floor, aim, better, what } = figures[key as FigureKey];
  const sign = better === 'higher' ? '≥' : '≤';
  const verdict = verdictOf(key as FigureKey, value);
  console.log(`${measured}   floor ${sign} ${floor}, aim ${sign} ${aim}: ${verdict}   (${what})`);
};

const printed = { figures: {}, raw: {}, skipped: [] as string[], failed: [] as string[] };
const startedMs = performance.now();
for (const name of wanted.length > 0 ? names.filter((each) => wanted.includes(each)) : names) {
  console.log(`\n${name}`);
  try {
    const told = await runSuite(name);
    for (const [key, value] of Object.entries(told.figures)) printFigure(key, value);
    for (const [key, value] of Object.entries(told.raw))
      console.log(`    ${key.padEnd(46)} ${format(value).padStart(11)}`);
    for (const sentence of told.skipped ?? []) console.log(`    skipped: ${sentence}`);
    for (const line of told.profile) console.log(`    ${line}`);
    Object.assign(printed.figures, told.figures);
    Object.assign(printed.raw, told.raw);
    printed.skipped.push(...(told.skipped ?? []));
  } catch (error) {
    console.log(`  ${error}`);
    printed.failed.push(name);
  }
}
const seconds = Math.round((performance.now() - startedMs) / 1_000);
console.log(
  `\n${seconds} s on Node ${process.version}, ${availableParallelism()} cores, ${cpus()[0]?.model}`,
);

if (values.json)
  console.log(
    JSON.stringify({
      ...printed,
      environment: {
        node: process.version,
        cpu: cpus()[0]?.model,
        cpus: availableParallelism(),
        memoryMb: Math.round(totalmem() / 2 ** 20),
        platform: `${process.platform} ${process.arch}`,
        seconds,
      },
    }),
  );
process.exitCode = printed.failed.length > 0 ? 1 : 0;
