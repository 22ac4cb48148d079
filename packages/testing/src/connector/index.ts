export * from '../hostile-vendor/index.ts';
export type { ConnectorPromise, PromiseGroup } from './connector-promise.ts';
export { connectorPromises } from './connector-promises.ts';
export {
  type ConnectorSpecimen,
  defineSpecimen,
  type InboundSpecimen,
  type OutboundSpecimen,
  type SignedPart,
  type SpecimenFactory,
  type WebhookSample,
} from './connector-specimen.ts';
export {
  type PromiseVerdict,
  proveConnector,
  type SkippingTestRunner,
  testConnector,
} from './test-connector.ts';
