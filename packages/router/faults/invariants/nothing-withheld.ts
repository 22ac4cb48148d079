import { mayBeDone } from '../world/attempt.ts';
import { letsThrough } from '../world/gate-desk.ts';
import type { Judge } from './attempt-invariants.ts';
import type { Invariant } from './invariant.ts';

export const nothingWithheld: readonly [Invariant, Judge] = [
  { name: 'withheld', sentence: 'no attempt begins while the gate withholds it, or cannot say' },
  ({ plan, partitionkey, process, call, number, turn }, { attempts }, world) => {
    if (!world.scenario.gated) return undefined;
    const { mood, turn: since } = world.gateOf(plan.to, partitionkey);
    if (letsThrough(mood) || turn <= since) return undefined;
    // The gate has its say before the first call of an attempt; the calls after that follow it.
    const last = attempts.at(-1);
    const follows =
      last?.process === process &&
      last.call === call - 1 &&
      last.number === number &&
      mayBeDone(last, world.time.elapsedMs);
    return follows ? undefined : `begins while the gate is ${mood}`;
  },
];
