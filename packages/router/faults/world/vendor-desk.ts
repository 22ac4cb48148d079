import { type ActionContext, type ErrorCode, type Reconciliation, TouchlineError } from '@touchline/core';
import { type Attempt, graceMs, isRepeatable, type Seen } from './attempt.ts';
import type { ActionName, CallInput, Desk } from './connectors.ts';
import type { Random } from './random.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** How a vendor is at the moment. */
export type VendorMood = 'well' | 'slow' | 'flapping' | 'storm' | 'down' | 'hanging' | 'hostile' | 'refusing';

export const vendorMoods: readonly VendorMood[] = [
  'well',
  'well',
  'slow',
  'flapping',
  'storm',
  'down',
  'hanging',
  'hostile',
  'refusing',
];

/** A vendor as one process reaches it. It tells the world of every call and answers as its mood is. */
export class VendorDesk implements Desk {
  readonly #process: SimulatedProcess;
  readonly #world: World;
  readonly #vendor: string;

  constructor(process: SimulatedProcess, vendor: string) {
    this.#process = process;
    this.#world = process.world;
    this.#vendor = vendor;
  }

  async act(
    action: ActionName,
    { tag, id, call }: CallInput,
    { idempotencyKey, attempt: number, signal }: ActionContext<unknown>,
  ): Promise<{ done: true }> {
    if (this.#process.dead) return never();
    const { time, vendorRandom: random } = this.#world;
    const attempt = this.#world.began(this.#process, { tag, id, call, action, key: idempotencyKey, number });
    signal.addEventListener('abort', () => {
      attempt.abortedMs ??= time.elapsedMs;
    });
    const answer = drawAnswer(this.#world.moodOf(this.#vendor), action, random);
    if (answer.afterMs === 'on abort') await aborted(signal);
    else if (answer.afterMs > 0) await this.#wait(answer.afterMs);
    if (answer.lateMs === Number.POSITIVE_INFINITY) return never();
    if (answer.lateMs > 0) await this.#wait(answer.lateMs);
    return this.#answer(attempt, answer);
  }

  async reconcile(
    { tag, id, call }: CallInput,
    { signal }: ActionContext<unknown>,
  ): Promise<Reconciliation<{ readonly done: true }>> {
    const attempt = this.#world.deliveryOf(tag, id).at(call).at(-1);
    if (this.#process.dead || !attempt) return never();
    const { vendorRandom: random } = this.#world;
    const found = random.oneOf(['done', 'not_done', 'unknown', 'throws', 'hangs'] as const);
    this.#world.note(`reconcile of ${id} on ${attempt.plan.id}: ${found}`);
    if (random.chance(0.5)) await this.#wait(random.between(1, 100));
    // Who does not listen any more does not learn it.
    if (this.#process.dead || signal.aborted || found === 'hangs') return never();
    if (found === 'throws') throw new Error('The vendor does not know.');
    this.#world.reconciled(attempt, found);
    return found === 'done' ? { outcome: found, output: { done: true } } : { outcome: found };
  }

  async ask(
    cursor: string | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly ids: readonly number[]; readonly cursor: string; readonly more: boolean }> {
    if (this.#process.dead) return never();
    const { vendorRandom: random, feed } = this.#world;
    this.#world.asked(this.#process);
    const mood = this.#world.moodOf(this.#vendor);
    if (mood === 'hanging' && random.chance(0.5)) {
      // As the HTTP client does, the vendor's adapter gives up after a while.
      await Promise.race([aborted(signal), this.#wait(30_000)]);
      throw new TouchlineError('http.timeout', 'It hangs.');
    }
    if (mood !== 'well' && random.chance(0.3)) throw new TouchlineError('http.server_error', 'Down.');
    const from = Number(cursor ?? 0);
    const ids = feed.slice(from, from + random.between(1, 3));
    const next = from + ids.length;
    return { ids, cursor: String(next), more: next < feed.length };
  }

  #answer(attempt: Attempt, { error, seen, badOutput }: Answer): Promise<{ done: true }> {
    const { time } = this.#world;
    if (this.#process.dead) return never();
    const { abortedMs } = attempt;
    const inTime = abortedMs === undefined || time.elapsedMs < abortedMs + graceMs;
    const retryAfterMs = TouchlineError.isInstance(error) ? error.retryAfterMs : undefined;
    this.#world.ended(attempt, inTime ? seen : 'either', retryAfterMs);
    // biome-ignore lint/suspicious/noExplicitAny: a vendor's answer can be anything.
    if (badOutput) return Promise.resolve({ done: 'perhaps' } as any);
    return seen === 'ok' ? Promise.resolve({ done: true }) : Promise.reject(error);
  }

  #wait(forMs: number): Promise<void> {
    return new Promise((resolve) => this.#process.clock.schedule(resolve, forMs));
  }
}

interface Answer {
  readonly seen: Seen;
  /** What is thrown, when it is not `ok`. */
  readonly error?: unknown;
  readonly badOutput?: boolean;
  /** When it comes; `on abort`: once the caller has given up. */
  readonly afterMs: number | 'on abort';
  /** And then so much later. */
  readonly lateMs: number;
}

type Kind = (action: ActionName, random: Random) => Pick<Answer, 'seen' | 'error' | 'badOutput'>;

const coded =
  (seen: Seen, code: ErrorCode, options: ConstructorParameters<typeof TouchlineError>[2] = {}): Kind =>
  () => ({ seen, error: new TouchlineError(code, 'The simulated vendor says so.', options) });

/** Nobody knows what it means, so for an action that must not run twice it means the worst. */
const foreign =
  (thrown: unknown): Kind =>
  (action) => ({ seen: isRepeatable(action) ? 'retry' : 'ambiguous', error: thrown });

const ok: Kind = () => ({ seen: 'ok' });
const down = coded('retry', 'http.server_error');
const unreachable = coded('retry', 'http.network');
const rejected = coded('reject', 'http.rejected');
const unauthorized = coded('reauthorize', 'http.unauthorized');
const unknown = coded('ambiguous', 'http.timeout', { disposition: 'ambiguous' });
const badOutput: Kind = () => ({ seen: 'reject', badOutput: true });
const busy: Kind = (action, random) =>
  coded('retry', 'http.server_error', { retryAfterMs: random.between(1, 20_000) })(action, random);
const tooFast: Kind = (action, random) =>
  coded('window', 'http.rate_limited', { retryAfterMs: random.oneOf([0, 1, 700, 5_000, 60_000]) })(
    action,
    random,
  );
const tooFastForLong = coded('retry', 'http.rate_limited');

/** What a vendor answers in each mood, the frequent more than once. */
const kinds: Readonly<Record<VendorMood, readonly Kind[]>> = {
  well: [ok],
  slow: [ok],
  flapping: [ok, ok, ok, down, unreachable, busy, rejected],
  storm: [ok, tooFast, tooFast, tooFast, tooFastForLong],
  down: [down, down, unreachable, busy, unknown],
  hanging: [ok, down, unknown],
  hostile: [ok, foreign('a string'), foreign(undefined), foreign(new Error('x')), badOutput, unknown],
  refusing: [ok, ok, unauthorized],
};

const drawAnswer = (mood: VendorMood, action: ActionName, random: Random): Answer => {
  const answer = random.oneOf(kinds[mood])(action, random);
  if (mood === 'hanging' && random.chance(0.6)) return hanging(action, random);
  const slow = mood === 'slow' || random.chance(0.3);
  return { ...answer, afterMs: slow ? random.between(1, mood === 'slow' ? 3_000 : 200) : 0, lateMs: 0 };
};

/** Ends only after it was given up, in time or too late; or never. */
const hanging = (action: ActionName, random: Random): Answer => {
  const lateMs = random.oneOf([0, 1, 300, 900, 1_500, Number.POSITIVE_INFINITY]);
  const answer = random.oneOf([ok, down, foreign(new Error('aborted'))])(action, random);
  return { ...answer, afterMs: 'on abort', lateMs };
};

const never = <Value>(): Promise<Value> => new Promise(() => {});

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
