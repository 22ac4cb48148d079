import type { Connector } from '@touchline/core';
import type { TestRunner } from '../event-log/test-event-log.ts';
import { connectorPromises } from './connector-promises.ts';
import type { ConnectorSpecimen } from './connector-specimen.ts';

/** A test runner that can also show a test that does not run; vitest, jest and node:test all can. */
export interface SkippingTestRunner extends TestRunner {
  readonly skip?: (name: string, run: () => Promise<void>) => unknown;
}

/**
 * Registers a test for each promise that a connector makes and the specimen has something of.
 *
 * @throws TypeError when the specimen skips a promise that does not exist.
 *
 * @example
 *     import { test } from 'vitest';
 *     import { testConnector } from '@touchline/testing/connector';
 *     testConnector(specimen, { test, skip: test.skip });
 */
export const testConnector = <Checked extends Connector>(
  specimen: ConnectorSpecimen<Checked>,
  { test, skip }: SkippingTestRunner,
): void => {
  const erased = specimen as unknown as ConnectorSpecimen;
  assertSkipsExist(erased);
  for (const { group, name, applies, prove } of connectorPromises) {
    if (!applies(erased)) continue;
    const reason = erased.skip?.[name];
    if (reason === undefined) test(`${group}: ${name}`, () => prove(erased));
    else skip?.(`${group}: ${name} (${reason})`, async () => {});
  }
};

/** How one promise stands. */
export interface PromiseVerdict {
  readonly group: string;
  readonly name: string;
  /** `skipped` where the specimen says so. */
  readonly verdict: 'kept' | 'broken' | 'skipped';
  /** Why it is broken, or skipped. */
  readonly reason?: string;
}

/** Proves every promise without a test runner, one after the other: for tables and scores. */
export const proveConnector = async <Checked extends Connector>(
  specimen: ConnectorSpecimen<Checked>,
): Promise<readonly PromiseVerdict[]> => {
  const erased = specimen as unknown as ConnectorSpecimen;
  assertSkipsExist(erased);
  const verdicts: PromiseVerdict[] = [];
  for (const { group, name, applies, prove } of connectorPromises) {
    if (!applies(erased)) continue;
    const skipped = erased.skip?.[name];
    if (skipped !== undefined) {
      verdicts.push({ group, name, verdict: 'skipped', reason: skipped });
      continue;
    }
    verdicts.push(
      await prove(erased).then(
        () => ({ group, name, verdict: 'kept' as const }),
        (thrown: unknown) => ({
          group,
          name,
          verdict: 'broken' as const,
          reason: thrown instanceof Error ? thrown.message : String(thrown),
        }),
      ),
    );
  }
  return verdicts;
};

const assertSkipsExist = ({ skip = {} }: ConnectorSpecimen): void => {
  const names = new Set(connectorPromises.map(({ name }) => name));
  for (const name of Object.keys(skip))
    if (!names.has(name)) throw new TypeError(`There is no promise "${name}" to skip.`);
};
