import type { ConnectorSpecimen } from './connector-specimen.ts';

/** The groups that the promises come in. */
export type PromiseGroup = 'config' | 'inbound' | 'actions' | 'on';

/** One promise that every connector keeps. */
export interface ConnectorPromise {
  readonly group: PromiseGroup;
  /** A sentence. */
  readonly name: string;
  /** Whether the specimen has what the promise is about. */
  readonly applies: (specimen: ConnectorSpecimen) => boolean;
  /** Rejects with an AssertionError when the connector does not keep it. */
  readonly prove: (specimen: ConnectorSpecimen) => Promise<void>;
}

/** Makes promises of one group. */
export const promiseOf =
  (group: PromiseGroup, always: ConnectorPromise['applies'] = () => true) =>
  (
    name: string,
    prove: (specimen: ConnectorSpecimen) => Promise<void> | void,
    applies: ConnectorPromise['applies'] = () => true,
  ): ConnectorPromise => ({
    group,
    name,
    applies: (specimen) => always(specimen) && applies(specimen),
    prove: async (specimen) => prove(specimen),
  });
