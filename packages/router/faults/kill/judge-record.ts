import type { RecordKind, RecordLine } from './record.ts';
import { rejectedEvery, routeIds } from './service.ts';

/** What a record and the log after it gave. */
export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  readonly calls: number;
  /** Calls that were done before and made again, because their process died before it could write that. */
  readonly repeated: number;
  /** What is wrong, a sentence each. */
  readonly faults: readonly string[];
}

/** How the log stands in the end. */
export interface LogAtTheEnd {
  /** The ids of all events, in order. */
  readonly held: readonly string[];
  /** Ids of the events that died, by route. */
  readonly dead: ReadonlyMap<string, ReadonlySet<string>>;
  readonly balanced: boolean;
}

/** Judges what all the killed processes, and the one that came to its end, wrote down. */
export const judgeRecord = (lines: readonly RecordLine[], log: LogAtTheEnd, kills: number): KillReport => {
  const faults: string[] = [];
  const acknowledged = wordsOf(lines, 'acknowledged').map(([id]) => id as string);
  const held = new Set(log.held);
  if (held.size !== log.held.length) faults.push('an event is held twice');
  for (const id of acknowledged) if (!held.has(id)) faults.push(`${id} was acknowledged, and is lost`);
  faults.push(...undelivered(lines, log), ...unstableKeys(lines), ...repeatedAfterWriting(lines));
  if (!log.balanced) faults.push('the audit does not balance');
  return {
    kills,
    acknowledged: acknowledged.length,
    calls: wordsOf(lines, 'called').length,
    repeated: repeatedCalls(lines),
    faults,
  };
};

const wordsOf = (lines: readonly RecordLine[], kind: RecordKind): readonly (readonly string[])[] =>
  lines.filter((line) => line.kind === kind).map(({ words }) => words);

const undelivered = (lines: readonly RecordLine[], { held, dead }: LogAtTheEnd): readonly string[] => {
  const done = new Set(wordsOf(lines, 'done').map((words) => words.join(' ')));
  return routeIds.flatMap((route) =>
    held.flatMap((id) => {
      const isRejected = Number(id.slice(1)) % rejectedEvery === 0;
      const isDead = dead.get(route)?.has(id) ?? false;
      if (isRejected) return isDead ? [] : [`${id} was rejected, and is not dead on ${route}`];
      return done.has(`${route} ${id}`) && !isDead ? [] : [`${id} was not delivered on ${route}`];
    }),
  );
};

const unstableKeys = (lines: readonly RecordLine[]): readonly string[] => {
  const keys = new Map<string, string>();
  const owners = new Map<string, string>();
  return wordsOf(lines, 'called').flatMap(([route, id, key = '']) => {
    const owner = `${id} on ${route}`;
    const isStable = (keys.get(owner) ?? key) === key && (owners.get(key) ?? owner) === owner;
    keys.set(owner, key);
    owners.set(key, owner);
    return isStable ? [] : [`${owner} came with two keys, or shares one`];
  });
};

/**
 * The bound on repetition: an append writes every cursor that moved. So what was settled before an event was published
 * that was then acknowledged is durable, and no later process may do it again.
 */
const repeatedAfterWriting = (lines: readonly RecordLine[]): readonly string[] => {
  const written = new Set<string>();
  const faults: string[] = [];
  /** What was settled when the publishing of an event began, of the process that is being read. */
  let settled: string[] = [];
  let countAt = new Map<string, number>();
  let run = -1;
  let added = 0;
  for (const line of lines) {
    if (line.run !== run) {
      run = line.run;
      settled = [];
      countAt = new Map();
      added = 0;
    }
    const [first = '', second = ''] = line.words;
    if (line.kind === 'settled') settled.push(`${first} ${second}`);
    if (line.kind === 'publishing') countAt.set(first, settled.length);
    if (line.kind === 'acknowledged')
      for (; added < (countAt.get(first) ?? 0); added += 1) written.add(settled[added] as string);
    if (line.kind === 'called' && written.has(`${first} ${second}`))
      faults.push(`${second} was settled on ${first}, written, and is delivered again by process ${run}`);
  }
  return faults;
};

const repeatedCalls = (lines: readonly RecordLine[]): number => {
  const done = wordsOf(lines, 'done').map((words) => words.join(' '));
  return done.length - new Set(done).size;
};
