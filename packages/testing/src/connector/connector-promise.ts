import type { ConnectorSpecimen } from './connector-specimen.ts';
import type { PromiseGroup, PromiseName, promiseNames } from './promise-name.ts';

/** One promise that every connector keeps. */
export interface ConnectorPromise {
  readonly group: PromiseGroup;
  readonly name: PromiseName;
  /** Whether the specimen has what the promise is about. */
  readonly applies: (specimen: ConnectorSpecimen) => boolean;
  /** Rejects with an AssertionError when the connector does not keep it. */
  readonly prove: (specimen: ConnectorSpecimen) => Promise<void>;
}

/** Makes promises of one group. */
export const promiseOf =
  <Group extends PromiseGroup>(group: Group, always: ConnectorPromise['applies'] = () => true) =>
  (
    name: (typeof promiseNames)[Group][number],
    prove: (specimen: ConnectorSpecimen) => Promise<void> | void,
    applies: ConnectorPromise['applies'] = () => true,
  ): ConnectorPromise => ({
    group,
    name,
    applies: (specimen) => always(specimen) && applies(specimen),
    prove: async (specimen) => prove(specimen),
  });
