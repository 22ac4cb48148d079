import { describe, expect, test } from 'vitest';
import { mutants } from './mutants.ts';
import { readSimulateCommand } from './simulate.ts';
import { simulate } from './simulation.ts';
import { tellViolation } from './tell-violation.ts';

const firstSeed = 1;
const seedsPerTest = 200;
const tests = 10;

describe('a simulated life of the router', () => {
  for (let chunk = 0; chunk < tests; chunk += 1) {
    const from = firstSeed + chunk * seedsPerTest;
    test(`keeps every invariant, seeds ${from} to ${from + seedsPerTest - 1}`, async () => {
      for (let seed = from; seed < from + seedsPerTest; seed += 1) {
        const report = await simulate(seed);
        expect(report.violation, tellViolation(report)).toBeUndefined();
      }
    }, 120_000);
  }

  test('is the same whenever its seed is, to the last line', async () => {
    for (const seed of [3, 14, 15, 92, 65]) {
      const [one, other] = [await simulate(seed), await simulate(seed)];
      expect(one.trace.length).toBeGreaterThan(20);
      expect(other.trace).toEqual(one.trace);
    }
  });

  test('is another one with another seed', async () => {
    const lives = await Promise.all([1, 2].map((seed) => simulate(seed)));
    expect(lives[0]?.trace).not.toEqual(lives[1]?.trace);
  });

  test('crashes, is closed and delivers often enough to prove something', async () => {
    const sums = { events: 0, attempts: 0, crashes: 0, closings: 0 };
    for (let seed = 1; seed <= 50; seed += 1) {
      const { figures } = await simulate(seed);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += figures[name];
    }
    expect(sums.events).toBeGreaterThan(1_000);
    expect(sums.attempts).toBeGreaterThan(2_000);
    expect(sums.crashes).toBeGreaterThan(40);
    expect(sums.closings).toBeGreaterThan(50);
  });
});

describe('a bug that is put in on purpose is found', () => {
  for (const { bug, caughtBy, ...mutant } of mutants)
    test(`${bug}: by "${caughtBy}"`, async () => {
      const found: string[] = [];
      for (let seed = 1; seed <= 200 && found.at(-1) !== caughtBy; seed += 1) {
        const { violation } = await simulate(seed, mutant);
        if (violation) found.push(violation.invariant.name);
      }
      expect(found.at(-1)).toBe(caughtBy);
    }, 60_000);
});

describe('the story of a seed that fails', () => {
  test('names the seed, the invariant and how to see all of it', async () => {
    const mutant = mutants.find(({ caughtBy }) => caughtBy === 'balance');
    const report = await simulate(1, mutant);
    const told = tellViolation(report).split('\n');
    expect(told[0]).toBe(
      'seed 1: it did not hold that at any moment matched = delivered + skipped + dead + pending + lost on every route:',
    );
    expect(told.at(-2)).toContain('VIOLATION');
    expect(told.at(-1)).toBe('  See all of it: npm run faults -- --seed 1 --trace');
    expect(told.length).toBeLessThan(20);
  });

  test('is replayed by its seed', () => {
    expect(readSimulateCommand(['--seed', '7', '--trace'])).toEqual({ seeds: 1, from: 7, trace: true });
    expect(readSimulateCommand(['--seeds', '10', '--from', '5'])).toEqual({
      seeds: 10,
      from: 5,
      trace: false,
    });
    expect(() => readSimulateCommand(['--seeds', 'many'])).toThrow(
      '--seeds takes a whole number, not "many".',
    );
  });
});
