import type { CanaryOutcome } from './canary.ts';

/** What a contract check found of one operation. */
export interface CheckedOperation {
  /** `POST /v1/refunds`; a request that no document has is named by its method and path. */
  readonly operation: string;
  readonly operationId?: string;
  /** How many requests were checked. */
  readonly requests: number;
  /** In what they violate the document, each once. */
  readonly violations: readonly string[];
  /** In what the sandbox's answers violate the document, each once. */
  readonly answerViolations: readonly string[];
  /**
   * `rejected`: every broken request was rejected. `accepted`: one was not, so the check proves nothing here. `none`: the
   * document gives nothing to break a request by.
   */
  readonly canary: 'rejected' | 'accepted' | 'none';
  readonly canaries: readonly CanaryOutcome[];
}

/** Something that a check found and that is as it should be, with the reason that was given for it. */
export interface ExcusedDeviation {
  readonly operation: string;
  readonly deviation: string;
  readonly reason: string;
}

/** What a contract check found. */
export interface ContractReport {
  readonly operations: readonly CheckedOperation[];
  /** What was excused. */
  readonly excused: readonly ExcusedDeviation[];
  /** Excuses that excused nothing: they are out of date. */
  readonly unusedExcuses: readonly string[];
  /** Actions that sent nothing, so that nothing of them was checked. */
  readonly unexercised: readonly string[];
  /** Whether there is no violation, no accepted canary, no excuse that is out of date, nothing unexercised, and something that was checked. */
  readonly passed: boolean;
}
