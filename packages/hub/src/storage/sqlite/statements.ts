import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { explainStorageError } from './storage-errors.ts';

/** A row as SQLite returns it. */
export type SqlRow = Record<string, unknown>;

/** The statements of an open file, each compiled once. Reads explain why they fail; writes leave that to the transaction. */
export interface Statements {
  /** Runs a statement that writes. */
  run(sql: string, ...values: readonly SQLInputValue[]): void;
  /** The first row. */
  get(sql: string, ...values: readonly SQLInputValue[]): SqlRow | undefined;
  /** All rows. */
  all(sql: string, ...values: readonly SQLInputValue[]): readonly SqlRow[];
}

/** The statements of one file. */
export const statementsOf = (database: DatabaseSync): Statements => {
  const compiled = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    let found = compiled.get(sql);
    if (!found) {
      found = database.prepare(sql);
      compiled.set(sql, found);
    }
    return found;
  };
  return {
    run: (sql, ...values) => {
      statement(sql).run(...values);
    },
    get: (sql, ...values) => guarded(() => statement(sql).get(...values)),
    all: (sql, ...values) => guarded(() => statement(sql).all(...values)),
  };
};

const guarded = <Result>(read: () => Result): Result => {
  try {
    return read();
  } catch (error) {
    throw explainStorageError(error);
  }
};
