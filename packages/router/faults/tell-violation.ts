import type { SimulationReport } from './simulation.ts';

/** How many lines of the trace are told. */
const linesTold = 15;

/** Tells of an invariant that did not hold: the seed, the sentence, what happened last, and how to see it all. */
export const tellViolation = ({ seed, violation, trace }: SimulationReport): string => {
  if (!violation) return `seed ${seed}: every invariant held`;
  const at = trace.findIndex((line) => line.includes('VIOLATION'));
  const last = trace.slice(Math.max(0, at + 1 - linesTold), at + 1);
  return [
    `seed ${seed}: it did not hold that ${violation.invariant.sentence}:`,
    `  ${violation.detail}`,
    ...last.map((line) => `    ${line}`),
    `  See all of it: npm run faults -- --seed ${seed} --trace`,
  ].join('\n');
};
