import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { explainSqliteError } from './sqlite-errors.ts';

/** The statements of a connection: compiled once, those with filters come in few shapes. All failures are TouchlineErrors. */
export class SqliteStatements {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  of(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      if (this.#statements.size >= mostStatements) this.#statements.clear();
      statement = guarded(() => this.#database.prepare(sql));
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** The number that a query calls `count`. */
  count(sql: string, values: readonly (string | number)[]): number {
    return guarded(() => Number(this.of(sql).get(...values)?.count));
  }
}

const mostStatements = 200;

/** Makes SQLite's failures ours. */
export const guarded = <Answer>(work: () => Answer): Answer => {
  try {
    return work();
  } catch (error) {
    throw explainSqliteError(error);
  }
};
