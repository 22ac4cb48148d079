import { type Profiler, Session } from 'node:inspector';
import { basename } from 'node:path';

/** Self time by function, of the contestants that were profiled; in microseconds. */
const selfTimes = new Map<string, Map<string, number>>();

/** Begins to profile when `BENCH_PROFILE` is set; answers what ends it. */
export const startProfile = (name: string): (() => void) => {
  if (!process.env.BENCH_PROFILE) return () => {};
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 500 });
  session.post('Profiler.start');
  return () => {
    session.post('Profiler.stop', (_, { profile }) => add(name, profile));
    session.disconnect();
  };
};

const add = (name: string, { nodes, samples = [], timeDeltas = [] }: Profiler.Profile): void => {
  const labels = new Map(nodes.map(({ id, callFrame }) => [id, labelOf(callFrame)]));
  const times = selfTimes.get(name) ?? new Map<string, number>();
  selfTimes.set(name, times);
  for (const [index, id] of samples.entries()) {
    const label = labels.get(id) ?? '';
    times.set(label, (times.get(label) ?? 0) + (timeDeltas[index] ?? 0));
  }
};

const labelOf = ({ functionName, url, lineNumber }: Profiler.ProfileNode['callFrame']): string => {
  const name = functionName || '(anonymous)';
  return url === '' ? name : `${name} ${basename(url)}:${lineNumber + 1}`;
};

/** The functions that took most time themselves, a line each, per contestant. */
export const profileLines = (most = 25): readonly string[] =>
  [...selfTimes].flatMap(([name, times]) => {
    const busy = [...times].filter(
      ([label]) => label !== '(idle)' && !label.startsWith('post node:inspector'),
    );
    const total = busy.reduce((sum, [, time]) => sum + time, 0);
    const top = busy.sort(([, one], [, other]) => other - one).slice(0, most);
    return [
      `${name}: busy ${(total / 1_000).toFixed(0)} ms`,
      ...top.map(([label, time]) => `${((100 * time) / total).toFixed(1).padStart(6)} %  ${label}`),
    ];
  });
