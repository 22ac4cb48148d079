import { type ConnectorCorpus, checkConnectorCorpus } from '@touchline/testing';
import {
  type ConnectorSpecimen,
  type PromiseVerdict,
  promisesOf,
  proveConnector,
} from '@touchline/testing/connector';
import { type ConnectorContract, checkConnectorContract } from '@touchline/testing/contract';
import { runOracle } from '../oracles/oracle.ts';
import { oracleOf } from '../oracles/oracle-of.ts';
import { roundsOf } from '../oracles/rounds.ts';
import { sharedFolder } from '../shared-folder.ts';
import { factoryOf, moduleOf, type Vendor } from '../vendors.ts';
import { mappedEventTypes } from './mapped-event-types.ts';

/** Why something was not measured. */
export interface NotMeasured {
  readonly none: string;
}

/** How many of the kit's promises are kept, of those that the connector has something of. */
export interface ConformanceScore {
  readonly kept: number;
  /** Those that its specimen skips, for a reason that is written down. */
  readonly skipped: number;
  /** The names of those that are not kept. */
  readonly broken: readonly string[];
}

/** What the contract check found, in numbers. */
export interface ContractScore {
  readonly requests: number;
  readonly operations: number;
  /** Operations whose broken requests were all rejected, and how many of these requests there were. */
  readonly canariesRejected: number;
  readonly brokenRequests: number;
  readonly violations: number;
  /** What deviates for a reason that is written down. */
  readonly excused: number;
}

/** What the corpus check found, in numbers. */
export interface CorpusScore {
  readonly payloads: number;
  readonly mapped: number;
  readonly ignored: number;
  readonly failed: number;
}

/** What an oracle found, in numbers. */
export interface OracleScore {
  readonly judge: string;
  readonly rounds: number;
  readonly disagreements: number;
}

/** What a vendor's connector can do, and how that was measured. */
export interface VendorScore {
  readonly vendor: string;
  readonly category: string;
  readonly title: string;
  /** What to import: `@touchline/payments/stripe`. */
  readonly entry: string;
  readonly eventTypes: readonly string[];
  readonly actions: readonly string[];
  /** The types of events it reacts to by default. */
  readonly reactions: readonly string[];
  readonly conformance: ConformanceScore | NotMeasured;
  readonly contract: ContractScore | NotMeasured;
  readonly corpus: CorpusScore | NotMeasured;
  readonly oracle: OracleScore | NotMeasured;
}

/** How many random rounds an oracle is asked in a score. */
const oracleRounds = 200;
const seed = 20_261_121;

/** How a vendor is to be measured. */
export interface ScoreOptions {
  /**
   * Takes for kept what the kit promises of the connector and its specimen does not skip, and proves none of it: the connector's own
   * conformance test does, and it takes seconds. Default false.
   */
  readonly trustsConformance?: boolean;
}

/** Measures one vendor. The same code and data give the same numbers. */
export const scoreVendor = async (
  vendor: Vendor,
  { trustsConformance = false }: ScoreOptions = {},
): Promise<VendorScore> => {
  const factory = await factoryOf(vendor);
  return {
    vendor: vendor.name,
    category: vendor.category,
    title: factory.title,
    entry: `@touchline/${vendor.category}/${vendor.name}`,
    eventTypes: mappedEventTypes(vendor),
    actions: Object.keys(factory.contracts),
    reactions: factory.handles,
    conformance: await conformanceScore(vendor, trustsConformance),
    contract: await contractScore(vendor),
    corpus: await corpusScore(vendor),
    oracle: await oracleScore(vendor),
  };
};

const conformanceScore = async (vendor: Vendor, trusts: boolean): Promise<VendorScore['conformance']> => {
  const module = await moduleOf<{ specimen: ConnectorSpecimen }>(vendor, 'fixtures/specimen.ts');
  const specimen = module?.specimen;
  if (!specimen) return { none: 'the kit has no specimen of it' };
  if (trusts) {
    const names = promisesOf(specimen).map(({ name }) => name);
    const skipped = names.filter((name) => specimen.skip?.[name] !== undefined).length;
    return { kept: names.length - skipped, skipped, broken: [] };
  }
  const verdicts = await proveConnector(specimen);
  const that = (wanted: PromiseVerdict['verdict']) => verdicts.filter(({ verdict }) => verdict === wanted);
  return {
    kept: that('kept').length,
    skipped: that('skipped').length,
    broken: that('broken').map(({ name }) => name),
  };
};

const contractScore = async (vendor: Vendor): Promise<VendorScore['contract']> => {
  const module = await moduleOf<{ contract: ConnectorContract; noContract: string }>(
    vendor,
    'fixtures/contract.ts',
  );
  if (!module?.contract) return { none: module?.noContract ?? 'nothing says what it is held to' };
  const specs = sharedFolder('vendor-specs');
  if (!specs) return { none: 'the description is not at hand' };
  const { operations, excused } = await checkConnectorContract(module.contract, specs);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  return {
    requests: sum(operations.map(({ requests }) => requests)),
    operations: operations.length,
    canariesRejected: operations.filter(({ canary }) => canary === 'rejected').length,
    brokenRequests: sum(operations.map(({ canaries }) => canaries.length)),
    violations: sum(
      operations.map(({ violations, answerViolations }) => violations.length + answerViolations.length),
    ),
    excused: excused.length,
  };
};

const corpusScore = async (vendor: Vendor): Promise<VendorScore['corpus']> => {
  const module = await moduleOf<{ corpus: ConnectorCorpus; noCorpus: string }>(vendor, 'fixtures/corpus.ts');
  if (!module?.corpus) return { none: module?.noCorpus ?? 'nobody collected any' };
  const root = sharedFolder('webhook-corpus');
  if (!root) return { none: 'the payloads are not at hand' };
  const { files, mapped, ignored, failed } = await checkConnectorCorpus(module.corpus, root);
  return { payloads: files.length, mapped, ignored, failed };
};

const oracleScore = async ({ name }: Vendor): Promise<VendorScore['oracle']> => {
  const oracle = await oracleOf(name);
  if ('none' in oracle) return oracle;
  const { judge, rounds, disagreements } = await runOracle(oracle, roundsOf(oracleRounds, seed));
  return { judge, rounds, disagreements: disagreements.length };
};
