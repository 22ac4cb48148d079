import type { DeadLetter, DeadLetterFilter, TouchlineEvent } from '@touchline/core';
import type { NewDeadDelivery, NewDeadWebhook, ReplayableRow } from './log-storage.ts';
import { deadLetterCondition } from './sqlite-conditions.ts';
import { readDeadLetter } from './sqlite-rows.ts';
import { guarded, type SqliteStatements } from './sqlite-statement-cache.ts';

/** The table of dead letters. */
export class SqliteDeadLetters {
  readonly #statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  list(filter: DeadLetterFilter, limit: number, afterSequence: number): readonly DeadLetter[] {
    const { sql, values } = deadLetterCondition(filter);
    return guarded(() =>
      this.#statements
        .of(`SELECT * FROM dead_letters WHERE sequence > ? AND ${sql} ORDER BY sequence LIMIT ?`)
        .all(afterSequence, ...values, limit)
        .map(readDeadLetter),
    );
  }

  count(filter: DeadLetterFilter): number {
    const { sql, values } = deadLetterCondition(filter);
    return this.#statements.count(`SELECT count(*) AS count FROM dead_letters WHERE ${sql}`, values);
  }

  deliveries(filter: DeadLetterFilter, limit: number, upToSequence: number): readonly ReplayableRow[] {
    const { sql, values } = deadLetterCondition(filter);
    return guarded(() =>
      this.#statements
        .of(
          `SELECT sequence, subscription, position, progress, content FROM dead_letters
         WHERE kind = 'delivery' AND sequence <= ? AND ${sql} ORDER BY sequence LIMIT ?`,
        )
        .all(upToSequence, ...values, limit)
        .map((row) => ({
          sequence: Number(row.sequence),
          subscription: String(row.subscription),
          position: Number(row.position),
          progress: Number(row.progress),
          event: JSON.parse(String(row.content)) as TouchlineEvent,
        })),
    );
  }

  lastSequence(): number {
    return this.#statements.count('SELECT coalesce(max(sequence), 0) AS count FROM dead_letters', []);
  }

  addDelivery(letter: NewDeadDelivery): void {
    this.#add({
      ...letter,
      kind: 'delivery',
      connector: null,
      type: letter.event.type,
      content: letter.event,
    });
  }

  addWebhook(letter: NewDeadWebhook): number {
    return this.#add({
      ...letter,
      kind: 'webhook',
      subscription: null,
      stage: 'parse',
      type: null,
      attempts: 0,
      progress: 0,
      position: 0,
      content: letter.request,
    });
  }

  drop(sequence: number): void {
    this.#statements.of('DELETE FROM dead_letters WHERE sequence = ?').run(sequence);
  }

  dropMatching(filter: DeadLetterFilter): number {
    const { sql, values } = deadLetterCondition(filter);
    return Number(this.#statements.of(`DELETE FROM dead_letters WHERE ${sql}`).run(...values).changes);
  }

  #add(letter: DeadLetterColumns): number {
    return Number(
      this.#statements
        .of(
          `INSERT INTO dead_letters (kind, subscription, connector, stage, code, type, attempts, progress,
           buried_at_ms, position, error, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          letter.kind,
          letter.subscription,
          letter.connector,
          letter.stage,
          letter.error.code,
          letter.type,
          letter.attempts,
          letter.progress,
          letter.buriedAtMs,
          letter.position,
          JSON.stringify(letter.error),
          JSON.stringify(letter.content),
        ).lastInsertRowid,
    );
  }
}

interface DeadLetterColumns
  extends Pick<NewDeadDelivery, 'error' | 'attempts' | 'progress' | 'buriedAtMs' | 'position'> {
  readonly kind: DeadLetter['kind'];
  readonly subscription: string | null;
  readonly connector: string | null;
  readonly stage: DeadLetter['stage'];
  readonly type: string | null;
  readonly content: unknown;
}
