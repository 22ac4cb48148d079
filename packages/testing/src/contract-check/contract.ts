import { isObject, type JsonObject } from './open-api-document.ts';
import type { Operation } from './operation.ts';
import { createOperationTable, type FoundOperation, type OperationTable } from './operation-table.ts';
import { createSchemaValidator, type SchemaValidator } from './schema-validator.ts';

/** One of the documents in which a vendor describes its API. */
export interface ContractDocument {
  /** The OpenAPI 3.0 or 3.1, or the Swagger 2.0 document, parsed. See {@link readOpenApiDocument}. */
  readonly document: unknown;
  /** Where the API is, in place of what the document says: `https://*.example.com/api`. */
  readonly servers?: readonly string[];
}

/** A vendor's API as its documents describe it. Nothing is read or compiled before it is asked for. */
export interface Contract {
  readonly find: (
    method: string,
    url: URL,
  ) => (FoundOperation & { readonly description: ContractDescription }) | undefined;
  readonly byName: (
    name: string,
  ) => { readonly operation: Operation; readonly description: ContractDescription } | undefined;
}

/** One document, with what checks by it. */
export interface ContractDescription {
  readonly document: JsonObject;
  readonly table: OperationTable;
  readonly validator: SchemaValidator;
}

/**
 * Opens a vendor's documents. The first that has an operation describes it.
 *
 * @throws TypeError for something that is no OpenAPI document.
 */
export const openContract = (documents: ContractDocument | readonly ContractDocument[]): Contract => {
  const descriptions = [documents].flat().map(describe);
  return {
    find(method, url) {
      for (const description of descriptions) {
        const found = description.table.find(method, url);
        if (found) return { ...found, description };
      }
      return undefined;
    },
    byName(name) {
      for (const description of descriptions) {
        const operation = description.table.byName(name);
        if (operation) return { operation, description };
      }
      return undefined;
    },
  };
};

const describe = ({ document, servers }: ContractDocument): ContractDescription => {
  if (!isObject(document)) throw new TypeError('An OpenAPI document is an object.');
  return {
    document,
    table: createOperationTable(document, servers),
    validator: createSchemaValidator(document),
  };
};
