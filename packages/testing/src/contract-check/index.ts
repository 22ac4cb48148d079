export type { CanaryKind, CanaryOutcome } from './canary.ts';
export {
  type ContractCheckOptions,
  type ContractExercise,
  checkContract,
  type Exercised,
  type ExercisedPart,
  exerciseConnector,
} from './check-contract.ts';
export { type ContractDescriptionOptions, checkExchanges } from './check-exchanges.ts';
export {
  type ConnectorContract,
  type ContractFile,
  checkConnectorContract,
  defineContract,
  readContractFiles,
} from './connector-contract.ts';
export type { ContractDocument } from './contract.ts';
export {
  type ContractDrift,
  type ContractDriftOptions,
  contractDrift,
  type DriftedOperation,
} from './contract-drift.ts';
export type { CheckedOperation, ContractReport, ExcusedDeviation } from './contract-report.ts';
export { exampleOf } from './example-of.ts';
export { type Exchange, recordExchanges } from './exchange.ts';
export type { BeyondTheDocuments, ContractDeviation, Excuses } from './excuses.ts';
export { readOpenApiDocument } from './read-open-api-document.ts';
