import type { BoundAction, Connector } from '@touchline/core';
import { exampleOf } from '../contract-check/example-of.ts';
import type { SpecimenFactory } from './connector-specimen.ts';

/** Exercises of all actions. */
export type ActionExercises<Checked extends Connector> = {
  readonly [Name in keyof Checked['actions'] & string]: (connector: Checked) => Promise<unknown>;
};

/**
 * An exercise of every action: it is called once, with the example of its contract. To begin with, and for actions that need nothing else;
 * spread it, and write after it those that do, `check` and `erase`: `{ ...exampleExercises(ledger), check: ({ check }) => check() }`.
 *
 * @throws TypeError for a contract that gives no example.
 */
export const exampleExercises = <Checked extends Connector>({
  contracts,
}: SpecimenFactory<Checked>): ActionExercises<Checked> =>
  Object.fromEntries(
    Object.entries(contracts).map(([name, contract]) => {
      const example = exampleOf(contract);
      return [
        name,
        ({ actions }: Connector) =>
          (actions as Readonly<Record<string, BoundAction<unknown, unknown>>>)[name]?.(example),
      ];
    }),
  ) as unknown as ActionExercises<Checked>;
