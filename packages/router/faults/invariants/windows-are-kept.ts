import { type Attempt, seenBy } from '../world/attempt.ts';
import type { RoutePlan } from '../world/scenario.ts';
import type { Judge } from './attempt-invariants.ts';
import type { Invariant } from './invariant.ts';

type Rule = readonly [Invariant, Judge];

export const windowsAreKept: Rule = [
  {
    name: 'window',
    sentence: 'nobody knocks at a vendor before the time that it asked to wait for',
  },
  ({ plan, process, wallMs, turn, position }, { attempts }, { journal }) => {
    const window = process.windows.get(plan.to);
    if (window && turn > window.turn && wallMs < window.untilMs)
      return `comes ${window.untilMs - wallMs} ms before the window of ${plan.to} opens`;
    // Who replays a dead letter wants it now.
    if (journal.deathOf(plan.id, position)) return undefined;
    const last = attempts.at(-1);
    const untilMs = last?.process === process ? (last.closedUntilMs ?? 0) : 0;
    return wallMs < untilMs ? `comes ${untilMs - wallMs} ms before the vendor wants it again` : undefined;
  },
];

export const ratesAreKept: Rule = [
  { name: 'rate', sentence: 'no more calls begin in any window than the rate allows' },
  (attempt, _before, { scenario }) => {
    const { plan } = attempt;
    const vendorRate = scenario.vendors.find(({ name }) => name === plan.to)?.rate;
    return tooFast(attempt, plan.to, vendorRate) ?? tooFast(attempt, plan, plan.policy.rate);
  },
];

const tooFast = (
  { process, wallMs, slackMs }: Attempt,
  whose: string | RoutePlan,
  rate: { readonly requests: number; readonly perMs: number } | undefined,
): string | undefined => {
  if (!rate) return undefined;
  const begun = process.begun.get(whose) ?? [];
  process.begun.set(whose, begun);
  begun.push(wallMs - slackMs);
  const firstMs = begun.at(-1 - rate.requests) ?? Number.NEGATIVE_INFINITY;
  return wallMs < firstMs + rate.perMs
    ? `is the call ${rate.requests + 1} within ${wallMs - firstMs} ms, where ${rate.requests} are allowed in ${rate.perMs} ms`
    : undefined;
};

export const noAttemptBurnt: Rule = [
  { name: 'burnt', sentence: 'an attempt that met a closed window or refused credentials is not counted' },
  ({ process, number, call, gateFailures }, { attempts }, world) => {
    const last = attempts.at(-1);
    if (!last || last.process !== process || last.call !== call) return undefined;
    // A replay counts anew.
    if (world.journal.deathOf(last.plan.id, last.position)) return undefined;
    const seen = seenBy(last, world.time.elapsedMs);
    const free = seen === 'window' || seen === 'reauthorize';
    const most = last.number + (free ? 0 : 1) + gateFailures - last.gateFailures;
    return number < last.number || number > most
      ? `has attempt number ${number} after number ${last.number} (${seen})`
      : undefined;
  },
];
