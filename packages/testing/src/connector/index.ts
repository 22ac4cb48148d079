export * from '../hostile-vendor/index.ts';
export type { ConnectorPromise } from './connector-promise.ts';
export { connectorPromises } from './connector-promises.ts';
export {
  type ConnectorSpecimen,
  type Disguise,
  defineSpecimen,
  type InboundSpecimen,
  type OutboundSpecimen,
  type SignedPart,
  type SpecimenFactory,
  type WebhookSample,
} from './connector-specimen.ts';
export { type ActionExercises, exampleExercises } from './example-exercises.ts';
export { type PromiseGroup, type PromiseName, promiseNames } from './promise-name.ts';
export {
  type ConnectorTestRunner,
  type PromiseVerdict,
  promisesOf,
  proveConnector,
  testConnector,
} from './test-connector.ts';
