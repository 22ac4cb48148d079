// npm run bench -- [router|server|hub] [suite…] [--json]: the benchmarks of one package, or of all. With --json the last line holds all that was measured.
import { spawn } from 'node:child_process';

const packages = ['router', 'server', 'hub'];
const args = process.argv.slice(2);
const named = packages.filter((name) => args.includes(name));
const suites = args.filter((argument) => !packages.includes(argument));
// A suite that stands alone is one of the router's, as before there was another package.
const isSuite = suites.some((argument) => !argument.startsWith('--'));
const wanted = named.length > 0 ? named : isSuite ? ['router'] : packages;

const whole = { figures: {}, raw: {}, skipped: [], failed: [] };
for (const name of wanted) {
  const { code, json } = await run(name);
  if (code !== 0) process.exitCode = code ?? 1;
  for (const part of ['figures', 'raw']) Object.assign(whole[part], json?.[part]);
  for (const part of ['skipped', 'failed']) whole[part].push(...(json?.[part] ?? []));
  if (json) whole.environment = json.environment;
}
if (args.includes('--json')) console.log(JSON.stringify(whole));

/** Runs the benchmarks of a package; prints what they print, but for the line of JSON. */
function run(name) {
  const child = spawn(
    process.execPath,
    ['--conditions=touchline-source', `packages/${name}/bench/main.ts`, ...suites],
    { stdio: ['inherit', 'pipe', 'inherit'] },
  );
  let rest = '';
  let json;
  const print = (line) => {
    if (line.startsWith('{"figures"')) json = JSON.parse(line);
    else console.log(line);
  };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) print(line);
  });
  return new Promise((resolve) =>
    child.once('close', (code) => {
      if (rest !== '') print(rest);
      resolve({ code, json });
    }),
  );
}
