import { type CanaryOutcome, tryCanaries } from './canary.ts';
import { checkAnswer } from './check-answer.ts';
import { checkRequest } from './check-request.ts';
import { type Contract, type ContractDocument, openContract } from './contract.ts';
import type { CheckedOperation, ContractReport, ExcusedDeviation } from './contract-report.ts';
import type { Exchange } from './exchange.ts';
import { type Excuses, type OpenExcuses, openExcuses } from './excuses.ts';
import { sentenceOf } from './violation.ts';

/** By what requests are checked. */
export interface ContractDescriptionOptions extends Excuses {
  /** The vendor's documents; the first that has an operation describes it. */
  readonly documents: ContractDocument | readonly ContractDocument[];
}

/**
 * Checks recorded requests, and what they were answered, against a vendor's documents.
 *
 * @throws TypeError for a document that is none of OpenAPI's.
 */
export const checkExchanges = async (
  exchanges: readonly Exchange[],
  { documents, ...given }: ContractDescriptionOptions,
): Promise<Omit<ContractReport, 'unexercised'>> => {
  const contract = openContract(documents);
  const excuses = openExcuses(given);
  const ledger = createLedger(excuses);
  for (const exchange of exchanges) await checkExchange(contract, exchange, excuses, ledger);
  const operations = ledger.operations();
  const unusedExcuses = excuses.unused();
  const isGood = ({ violations, answerViolations, canary }: CheckedOperation): boolean =>
    violations.length === 0 && answerViolations.length === 0 && canary !== 'accepted';
  return {
    operations,
    excused: ledger.excused,
    unusedExcuses,
    passed: operations.length > 0 && operations.every(isGood) && unusedExcuses.length === 0,
  };
};

const checkExchange = async (
  contract: Contract,
  { request, answer }: Exchange,
  excuses: OpenExcuses,
  ledger: Ledger,
): Promise<void> => {
  const { found, violations } = await checkRequest(contract, request);
  if (!found) {
    const { origin, pathname } = new URL(request.url);
    const reason = excuses.forRequest(request.method, `${origin}${pathname}`);
    const operation = `${request.method} ${masked(pathname)}`;
    if (reason === undefined) ledger.entry(operation).note('violations', violations.map(sentenceOf));
    else ledger.excuse({ operation, deviation: 'is in no document', reason });
    return;
  }

  const { operation, description } = found;
  const entry = ledger.entry(operation.name, operation.operationId);
  entry.note('violations', violations.map(sentenceOf));
  entry.addCanaries(await tryCanaries(contract, operation, description, request, violations));
  if (answer) {
    const inAnswer = await checkAnswer(operation, description, answer);
    entry.note('answerViolations', inAnswer.map(sentenceOf));
  }
};

/** A path that no document has, without the parts that may be a token or name a person. */
const masked = (pathname: string): string =>
  pathname
    .split('/')
    .map((part) => (/[:@%+]|.{24,}/.test(part) ? '…' : part))
    .join('/');

/** What is found, operation by operation. */
interface Ledger {
  readonly entry: (operation: string, operationId?: string) => Entry;
  readonly excuse: (excused: ExcusedDeviation) => void;
  readonly excused: readonly ExcusedDeviation[];
  readonly operations: () => readonly CheckedOperation[];
}

interface Entry {
  /** Notes what is not excused. */
  readonly note: (kind: 'violations' | 'answerViolations', sentences: readonly string[]) => void;
  readonly addCanaries: (outcomes: readonly CanaryOutcome[]) => void;
}

const createLedger = (excuses: OpenExcuses): Ledger => {
  const drafts = new Map<string, ReturnType<typeof newDraft>>();
  const excused: ExcusedDeviation[] = [];
  const excuse = (one: ExcusedDeviation): void => {
    if (!excused.some((each) => each.operation === one.operation && each.deviation === one.deviation))
      excused.push(one);
  };

  return {
    excused,
    excuse,
    entry(operation, operationId) {
      const draft = drafts.get(operation) ?? newDraft(operationId);
      drafts.set(operation, draft);
      draft.requests += 1;
      return {
        note(kind, sentences) {
          for (const deviation of sentences) {
            const reason = excuses.forDeviation(operation, deviation);
            if (reason === undefined) draft[kind].add(deviation);
            else excuse({ operation, deviation, reason });
          }
        },
        addCanaries(outcomes) {
          for (const outcome of outcomes) draft.canaries.set(`${outcome.kind} ${outcome.field}`, outcome);
        },
      };
    },
    operations: () =>
      [...drafts].map(([operation, { requests, operationId, violations, answerViolations, canaries }]) => ({
        operation,
        ...(operationId !== undefined && { operationId }),
        requests,
        violations: [...violations],
        answerViolations: [...answerViolations],
        canary: verdictOf([...canaries.values()]),
        canaries: [...canaries.values()],
      })),
  };
};

const newDraft = (operationId: string | undefined) => ({
  requests: 0,
  operationId,
  violations: new Set<string>(),
  answerViolations: new Set<string>(),
  canaries: new Map<string, CanaryOutcome>(),
});

const verdictOf = (canaries: readonly CanaryOutcome[]): CheckedOperation['canary'] => {
  if (canaries.length === 0) return 'none';
  return canaries.every(({ rejected }) => rejected) ? 'rejected' : 'accepted';
};
