import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type Bound, bounds } from './suite.ts';
import { suites } from './suites.ts';

// npm run bench -- hub [suite…] [--json]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const wanted = suites.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const report = { figures: {}, raw: {}, skipped: [], failed: [] as string[] };
const startedMs = performance.now();
for (const suite of wanted) {
  console.log(`\n${suite.name}`);
  try {
    const { figures, raw } = await suite.run('full');
    for (const [key, value] of Object.entries(figures)) {
      const bound = bounds[key];
      const verdict = bound
        ? `   ${bound.kind === 'least' ? '≥' : '≤'} ${bound.bound}, aim ${bound.aim}: ${verdictOf(value, bound)}   (${bound.what})`
        : '';
      console.log(`  ${key.padEnd(34)} ${shown(value)}${verdict}`);
    }
    for (const [key, value] of Object.entries(raw)) console.log(`    ${key.padEnd(46)} ${shown(value)}`);
    Object.assign(report.figures, figures);
    Object.assign(report.raw, raw);
  } catch (error) {
    console.log(`  ${error}`);
    report.failed.push(suite.name);
  }
}
const seconds = Math.round((performance.now() - startedMs) / 1_000);
console.log(`\n${seconds} s on Node ${process.version}, ${availableParallelism()} cores`);
if (values.json)
  console.log(
    JSON.stringify({
      ...report,
      environment: {
        node: process.version,
        cpu: cpus()[0]?.model,
        cpus: availableParallelism(),
        memoryMb: Math.round(totalmem() / 2 ** 20),
        seconds,
      },
    }),
  );
process.exitCode = report.failed.length > 0 ? 1 : 0;

function shown(value: number): string {
  return (
    value >= 1_000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
  ).padStart(11);
}

function verdictOf(value: number, { kind, bound, aim }: Bound): string {
  const holds = (limit: number): boolean => (kind === 'least' ? value >= limit : value <= limit);
  if (holds(aim)) return 'aim met';
  return holds(bound) ? 'bound met' : 'MISSED';
}
