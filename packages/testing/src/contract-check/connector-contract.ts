import { join } from 'node:path';
import type { Connector } from '@touchline/core';
import { type ContractExercise, checkContract } from './check-contract.ts';
import type { ContractDocument } from './contract.ts';
import type { ContractReport } from './contract-report.ts';
import type { Excuses } from './excuses.ts';
import { readOpenApiDocument } from './read-open-api-document.ts';

/** One of the files in which a vendor describes its API. */
export interface ContractFile extends Pick<ContractDocument, 'servers'> {
  /** Its path below the folder of vendors' documents: `stripe/spec3.yaml`. */
  readonly file: string;
  /** Mends what the document gets wrong, or makes another format OpenAPI; say why beside it. Gets a copy of its own. */
  // biome-ignore lint/suspicious/noExplicitAny: a vendor's document has whatever shape it has.
  readonly patch?: (document: any) => unknown;
}

/** What a connector is held to: kept beside it, as `fixtures/contract.ts`. */
export interface ConnectorContract<Checked extends Connector = Connector>
  extends ContractExercise<Checked>,
    Excuses {
  readonly files: readonly ContractFile[];
}

/** Keeps the types of what is exercised: `export const contract = defineContract({ connect: …, exercises: { … } })`. */
export const defineContract = <Checked extends Connector>(
  contract: ConnectorContract<Checked>,
): ConnectorContract<Checked> => contract;

/** Runs {@link checkContract} with the documents of a folder. */
export const checkConnectorContract = async <Checked extends Connector>(
  { files, ...contract }: ConnectorContract<Checked>,
  folder: string,
): Promise<ContractReport> =>
  checkContract({ ...contract, documents: await readContractFiles(files, folder) });

/** Reads and mends the files of a contract. */
export const readContractFiles = (
  files: readonly ContractFile[],
  folder: string,
): Promise<readonly ContractDocument[]> =>
  Promise.all(
    files.map(async ({ file, servers, patch = (document) => document }) => ({
      document: patch(await readOpenApiDocument(join(folder, file))),
      ...(servers && { servers }),
    })),
  );
