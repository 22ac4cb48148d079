import type { Connector, Send } from '@touchline/core';
import type { ManualClock } from '../clock/manual-clock.ts';
import { type ContractDescriptionOptions, checkExchanges } from './check-exchanges.ts';
import type { ContractReport } from './contract-report.ts';
import { type Exchange, recordExchanges } from './exchange.ts';

/** What of a connector calls the vendor: its actions, its `check` and its `erase`. */
export type ExercisedPart<Checked extends Connector> =
  | (keyof Checked['actions'] & string)
  | 'check'
  | 'erase';

/** How a connector is made to send what it sends. */
export interface ContractExercise<Checked extends Connector = Connector> {
  /**
   * Makes the connector, in front of its vendor's sandbox. What it sends must go through `record`:
   * `ledger(config, { http: { send: record(sendTo(sandbox)) } })`.
   *
   * @param clock the clock that both are to live by, where one is given. Default: one of your own.
   */
  readonly connect: (record: (send: Send) => Send, clock?: ManualClock) => Checked | Promise<Checked>;
  /** By part, calls that make it send every kind of request it can. They run in their order here, on one connector. */
  readonly exercises: {
    readonly [Part in ExercisedPart<Checked>]?: (connector: Exercised<Checked, Part>) => Promise<unknown>;
  };
}

/** The connector that a part is exercised on. Whoever exercises `check` or `erase` has it. */
export type Exercised<Checked extends Connector, Part> = Part extends 'check' | 'erase'
  ? Checked & Required<Pick<Connector, Part>>
  : Checked;

/** What {@link checkContract} needs. */
export interface ContractCheckOptions<Checked extends Connector = Connector>
  extends ContractExercise<Checked>,
    ContractDescriptionOptions {}

/**
 * Checks that a connector sends what its vendor's own documents describe: path, query, headers, body (JSON, form or multipart)
 * and security; and that the sandbox answers as the vendor does. It is fail-closed: an operation that is not found, a schema that
 * does not compile and a part that sends nothing are failures, and each operation's requests are also broken on purpose, to
 * see them rejected. Schemas are compiled when a value reaches them, so documents of any size cost little.
 *
 * @throws what an exercise throws, and TypeError for a document that is none of OpenAPI's.
 *
 * @example
 *     const report = await checkContract({
 *       connect: (record) => ledger(config, { http: { send: record(sendTo(ledgerSandbox())) } }),
 *       exercises: { postEntry: ({ actions }) => actions.postEntry({ text: 'paid' }) },
 *       documents: { document: await readOpenApiDocument('specs/ledger.yaml') },
 *     });
 *     expect(report).toMatchObject({ passed: true });
 */
export const checkContract = async <Checked extends Connector>({
  connect,
  exercises,
  ...description
}: ContractCheckOptions<Checked>): Promise<ContractReport> => {
  const { exchanges, unexercised } = await exerciseConnector({ connect, exercises });
  const report = await checkExchanges(exchanges, description);
  return { ...report, unexercised, passed: report.passed && unexercised.length === 0 };
};

/** Runs the exercises, and tells what was sent and which parts sent nothing. */
export const exerciseConnector = async <Checked extends Connector>({
  connect,
  exercises,
}: ContractExercise<Checked>): Promise<{
  readonly exchanges: readonly Exchange[];
  readonly unexercised: readonly string[];
}> => {
  const exchanges: Exchange[] = [];
  const connector = await connect((send) => recordExchanges(send, exchanges));
  const exercised = new Set<string>();
  try {
    for (const [part, run] of Object.entries(exercises) as [
      string,
      (connector: Checked) => Promise<unknown>,
    ][]) {
      const before = exchanges.length;
      await run(connector);
      if (exchanges.length > before) exercised.add(part);
    }
  } finally {
    await connector.close();
  }
  const parts = [
    ...Object.keys(connector.actions),
    ...(['check', 'erase'] as const).filter((part) => connector[part] !== undefined),
  ];
  return { exchanges, unexercised: parts.filter((part) => !exercised.has(part)) };
};
