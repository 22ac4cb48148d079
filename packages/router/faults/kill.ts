import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { judgeRecord, type KillReport, type LogAtTheEnd } from './kill/judge-record.ts';
import { openRecord, readRecord } from './kill/record.ts';
import { type Durability, openService } from './kill/service.ts';
import { createRandom } from './world/random.ts';

/** How often a service is killed. */
export interface KillOptions {
  readonly kills: number;
  /** Draws the moments. */
  readonly seed: number;
  readonly durability: Durability;
}

/** The longest life of a process once it is told to open the log, in milliseconds. */
const longestLifeMs = 120;

/**
 * Runs a service over one SQLite file again and again, kills it with SIGKILL each time, and lets a last one come to its
 * end. Judges from what all of them wrote down whether anything was lost.
 */
export const killAgainAndAgain = async ({ kills, seed, durability }: KillOptions): Promise<KillReport> => {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-kill-'));
  const path = join(folder, 'log.db');
  const recordPath = join(folder, 'record');
  const random = createRandom(seed);
  const start = (run: number): Child => startChild(path, recordPath, durability, run);
  let next = start(0);
  try {
    for (let run = 0; run < kills; run += 1) {
      const child = next;
      await child.ready;
      child.open();
      // Some die while they open the log, most while they work.
      if (random.chance(0.85)) await child.isOpen;
      if (run + 1 < kills) next = start(run + 1);
      await elapsed(random.unit() * longestLifeMs);
      await child.kill();
    }
    const log = await comeToTheEnd(path, recordPath, durability, kills);
    return judgeRecord(readRecord(recordPath), log, kills);
  } finally {
    await next.kill();
    rmSync(folder, { recursive: true, force: true });
  }
};

interface Child {
  readonly ready: Promise<void>;
  readonly isOpen: Promise<void>;
  open(): void;
  kill(): Promise<void>;
}

const startChild = (path: string, recordPath: string, durability: Durability, run: number): Child => {
  const script = fileURLToPath(new URL('./kill/child.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--conditions=touchline-source', script, path, recordPath, durability, `${run}`],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(dirname(path), 'compiled') },
    },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const told = linesOf(child);
  return {
    ready: Promise.race([told('ready'), ended]),
    isOpen: Promise.race([told('open'), ended]),
    open: () => child.stdin.write('go\n'),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
};

/** Resolves when a child writes a line. */
const linesOf = (child: ChildProcess): ((line: string) => Promise<void>) => {
  const waiting = new Map<string, () => void>();
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => waiting.get(line)?.());
  return (line) => new Promise((resolve) => waiting.set(line, resolve));
};

const elapsed = (forMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, forMs));

/** Opens the log once more, delivers all that is left and reads how it stands. */
const comeToTheEnd = async (
  path: string,
  recordPath: string,
  durability: Durability,
  run: number,
): Promise<LogAtTheEnd> => {
  const { router, log } = openService(path, durability, openRecord(recordPath, run));
  // The router's own timers do not keep a process alive, and nothing else here does.
  const alive = setInterval(() => {}, 60_000);
  await router.start();
  await router.settled();
  const balanced = (await router.audit()).every((row) => row.balanced && row.pending === 0);
  const held: string[] = [];
  for await (const { event } of log.read()) held.push(event.id);
  const dead = new Map<string, Set<string>>();
  for (let letters = await log.deadLetters.list(); letters.length > 0; ) {
    for (const letter of letters)
      if (letter.kind === 'delivery')
        dead.set(letter.subscription, (dead.get(letter.subscription) ?? new Set()).add(letter.event.id));
    letters = await log.deadLetters.list({}, { afterId: letters.at(-1)?.id ?? '' });
  }
  await router.close();
  clearInterval(alive);
  return { held, dead, balanced };
};

/** What a report says in one line, and the faults below. */
export const tellKills = ({ kills, acknowledged, calls, repeated, faults }: KillReport): string =>
  [
    `${kills} kills: ${acknowledged} events acknowledged, ${calls} calls, ${repeated} repeated after a crash; ${faults.length} faults`,
    ...faults.slice(0, 20).map((fault) => `  ${fault}`),
  ].join('\n');

/** Kills so many processes, half of them of each durability, and tells how it went. */
export const killCommand = async (
  kills: number,
  seed: number,
  tell: (text: string) => void,
): Promise<readonly KillReport[]> =>
  Promise.all(
    (['power-loss', 'process-crash'] as const).map(async (durability, index) => {
      const share = index === 0 ? Math.ceil(kills / 2) : Math.floor(kills / 2);
      const report = await killAgainAndAgain({ kills: share, seed, durability });
      tell(`${durability}: ${tellKills(report)}`);
      return report;
    }),
  );

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: { kill: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
  });
  const reports = await killCommand(Number(values.kill), Number(values.seed), console.log);
  process.exitCode = reports.some(({ faults }) => faults.length > 0) ? 1 : 0;
}
