import type { Connector } from '@touchline/core';
import type { ConnectorPromise } from './connector-promise.ts';
import { connectorPromises } from './connector-promises.ts';
import type { ConnectorSpecimen } from './connector-specimen.ts';
import type { PromiseGroup, PromiseName } from './promise-name.ts';

/** The part of a test runner that the suite needs; vitest, jest and node:test all have it. */
export interface ConnectorTestRunner {
  /** The last argument is how long the test may take, in milliseconds. */
  readonly test: (name: string, run: () => Promise<void>, timeoutMs: number) => unknown;
  /** Shows a test that does not run. Without it what is skipped is not shown. */
  readonly skip?: (name: string, run: () => Promise<void>) => unknown;
}

/** Thousands of signatures are checked; a busy machine takes its time. */
const timeoutMs = 60_000;

/**
 * Registers a test for each promise that a connector makes and the specimen has something of.
 *
 * @throws TypeError when the specimen skips a promise that does not exist, or that is not about anything the specimen has.
 *
 * @example
 *     import { test } from 'vitest';
 *     import { testConnector } from '@touchline/testing/connector';
 *     testConnector(specimen, { test, skip: test.skip });
 */
export const testConnector = <Checked extends Connector>(
  specimen: ConnectorSpecimen<Checked>,
  { test, skip }: ConnectorTestRunner,
): void => {
  const erased = specimen as unknown as ConnectorSpecimen;
  for (const { group, name, prove } of promisesOf(erased)) {
    const reason = erased.skip?.[name];
    if (reason === undefined) test(`${group}: ${name}`, () => prove(erased), timeoutMs);
    else skip?.(`${group}: ${name} (${reason})`, async () => {});
  }
};

/** How one promise stands. */
export interface PromiseVerdict {
  readonly group: PromiseGroup;
  readonly name: PromiseName;
  /** `skipped` where the specimen says so. */
  readonly verdict: 'kept' | 'broken' | 'skipped';
  /** Why it is broken, or skipped. */
  readonly reason?: string;
}

/**
 * Proves every promise without a test runner, one after the other: for tables and scores.
 *
 * @throws TypeError as {@link testConnector} does.
 */
export const proveConnector = async <Checked extends Connector>(
  specimen: ConnectorSpecimen<Checked>,
): Promise<readonly PromiseVerdict[]> => {
  const erased = specimen as unknown as ConnectorSpecimen;
  const verdicts: PromiseVerdict[] = [];
  for (const promise of promisesOf(erased)) verdicts.push(await verdictOf(promise, erased));
  return verdicts;
};

const verdictOf = async (
  { group, name, prove }: ConnectorPromise,
  specimen: ConnectorSpecimen,
): Promise<PromiseVerdict> => {
  const skipped = specimen.skip?.[name];
  if (skipped !== undefined) return { group, name, verdict: 'skipped', reason: skipped };
  try {
    await prove(specimen);
    return { group, name, verdict: 'kept' };
  } catch (thrown) {
    return {
      group,
      name,
      verdict: 'broken',
      reason: thrown instanceof Error ? thrown.message : String(thrown),
    };
  }
};

/**
 * The promises that a specimen has something of, those that it skips among them.
 *
 * @throws TypeError as {@link testConnector} does.
 */
export const promisesOf = <Checked extends Connector>(
  specimen: ConnectorSpecimen<Checked>,
): readonly ConnectorPromise[] => {
  const promises = connectorPromises.filter(({ applies }) =>
    applies(specimen as unknown as ConnectorSpecimen),
  );
  const names = new Set<string>(promises.map(({ name }) => name));
  for (const name of Object.keys(specimen.skip ?? {}))
    if (!names.has(name)) throw new TypeError(`There is no promise "${name}" to skip.`);
  return promises;
};
