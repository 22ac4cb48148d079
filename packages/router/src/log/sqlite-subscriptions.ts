import type { SubscriptionRow } from './log-storage.ts';
import { readSubscription } from './sqlite-rows.ts';
import { guarded, type SqliteStatements } from './sqlite-statement-cache.ts';
import { saveSubscription, subscriptionValues } from './sqlite-statements.ts';

/** The table of subscriptions. */
export class SqliteSubscriptions {
  readonly #statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  get(name: string): SubscriptionRow | undefined {
    return guarded(() => {
      const row = this.#statements.of('SELECT * FROM subscriptions WHERE name = ?').get(name);
      return row && readSubscription(row);
    });
  }

  all(): readonly SubscriptionRow[] {
    return guarded(() =>
      this.#statements.of('SELECT * FROM subscriptions ORDER BY rowid').all().map(readSubscription),
    );
  }

  save(row: SubscriptionRow): void {
    this.#statements.of(saveSubscription).run(...subscriptionValues(row));
  }

  forget(name: string): void {
    this.#statements.of('DELETE FROM subscriptions WHERE name = ?').run(name);
    this.#statements.of('DELETE FROM dead_letters WHERE subscription = ?').run(name);
  }
}
