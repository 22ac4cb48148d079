import { judgeAudit, momentOf } from './invariants/accounts-balance.ts';
import { closed, judgeRest, rest } from './invariants/at-rest.ts';
import { actsOf } from './world/acts/acts.ts';
import { resumeRoute } from './world/acts/operators.ts';
import { sendWebhook } from './world/acts/traffic.ts';
import { letsThrough } from './world/gate-desk.ts';
import { SimulatedProcess } from './world/simulated-process.ts';
import { hops } from './world/simulated-time.ts';
import { type Mutant, type Violation, World } from './world/world.ts';

/** What one seed gave. */
export interface SimulationReport {
  readonly seed: number;
  /** The first invariant that did not hold. */
  readonly violation: Violation | undefined;
  /** All that happened, a line each. */
  readonly trace: readonly string[];
  readonly figures: World['figures'];
}

/**
 * Lives through one made-up life of a router: a machine with a clock, a disk and vendors, traffic, and faults, all drawn
 * from the seed. Equal seeds give equal traces.
 */
export const simulate = async (seed: number, mutant: Mutant = {}): Promise<SimulationReport> => {
  const world = new World(seed, mutant);
  // Thousands of errors are thrown on purpose; nobody reads where.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    await run(world);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  world.figures.events = world.journal.events.length;
  return { seed, violation: world.violation, trace: world.trace, figures: world.figures };
};

const run = async (world: World): Promise<void> => {
  const acts = actsOf(world);
  let process = boot(world);
  for (let step = 0; step < world.scenario.steps && !world.violation; step += 1) {
    world.random.oneOf(acts)(world, process);
    await pass(world, process);
    await mishap(world, process);
    if (process.end) process = await bootAgain(world, process);
  }
  if (!world.violation) process = await recover(world, process);
  if (!world.violation) await comeToRest(world, process);
  if (!world.violation) await lookBack(world, process);
  world.process?.die();
  world.process?.log.abandon();
};

const boot = (world: World): SimulatedProcess => {
  const process = new SimulatedProcess(world, (world.process?.number ?? 0) + 1);
  world.process = process;
  world.current = [];
  world.underWay.clear();
  world.note('boots');
  // Traffic may come before the start.
  if (world.random.chance(0.8)) process.start();
  else process.clock.schedule(() => process.start(), world.random.between(1, 500));
  return process;
};

/** Lets a little happen: some steps of promises, a turn, or time. */
const pass = async (world: World, process: SimulatedProcess): Promise<void> => {
  const { random, time } = world;
  const way = random.below(10);
  if (way < 3) await hops(random.below(12));
  else if (way < 5) await time.endTurn();
  else {
    const longest = way < 9 ? 400 : random.oneOf([5_000, 60_000]);
    await time.advance(random.below(longest), () => process.dead || world.violation !== undefined);
  }
};

/** Now and then the process ends, one way or another. */
const mishap = async (world: World, process: SimulatedProcess): Promise<void> => {
  const { random, scenario, time, disk } = world;
  if (process.end) return;
  if (random.chance(0.03)) return shutDown(world, process);
  if (!scenario.crashes || !random.chance(0.06)) return;
  if (random.chance(0.4)) {
    disk.deathInWrite = random.oneOf(['before', 'midway', 'at commit', 'after commit'] as const);
    return;
  }
  // Anywhere: between two awaits, somewhere after a timer.
  for (let timers = random.below(4); timers > 0 && !process.dead; timers -= 1) {
    await time.endTurn();
    time.startNext(time.elapsedMs + 1_000);
  }
  await hops(random.below(40));
  process.die();
};

/** Closes the router as a service does that is being stopped. A disk that refuses to the end makes it a crash. */
const shutDown = async (world: World, process: SimulatedProcess): Promise<void> => {
  const { time, random } = world;
  world.note('shuts down');
  world.figures.closings += 1;
  const timeoutMs = random.oneOf([0, 100, 10_000]);
  let outcome: 'closed' | 'refused' | undefined;
  process.router.close({ timeoutMs }).then(
    () => {
      outcome ??= 'closed';
    },
    () => {
      outcome ??= 'refused';
    },
  );
  const { troubles } = process;
  const latestMs = time.elapsedMs + timeoutMs + 60_000;
  for (let idle = 0; idle < 10 && !outcome && !process.dead && time.elapsedMs < latestMs; ) {
    for (let turn = 0; turn < 4 && !outcome; turn += 1) await time.endTurn();
    idle = outcome || time.startNext() ? 0 : idle + 1;
  }
  if (process.dead) return;
  if (!outcome) world.violate(rest, `close({ timeoutMs: ${timeoutMs} }) does not end`);
  else if (!process.letGo) world.violate(closed, 'closing has ended, and the log is open still');
  const clean = outcome === 'closed' && process.troubles === troubles;
  world.note(clean ? 'is closed' : 'is closed, not everything is written');
  if (!clean) return process.die();
  process.end = 'closed';
  process.endedMs = time.elapsedMs;
  // Whatever it left behind must do nothing more.
  await time.advance(random.oneOf([0, 0, 10_000]), () => world.violation !== undefined);
};

const bootAgain = async (world: World, former: SimulatedProcess): Promise<SimulatedProcess> => {
  if (former.end === 'crashed') world.figures.crashes += 1;
  world.disk.deathInWrite = undefined;
  former.dead = true;
  former.log.abandon();
  await world.time.advance(world.random.oneOf([0, 10, 3_000]), () => false);
  return boot(world);
};

/** The faults end: vendors, gate and disk are well, and whoever was not answered tries again. */
const recover = async (world: World, process: SimulatedProcess): Promise<SimulatedProcess> => {
  const { disk, moods, gateMoods, time } = world;
  world.note('the faults end');
  moods.clear();
  // What the gate withholds it may withhold for ever; what it cannot say it must be able to say again.
  for (const [about, { mood }] of gateMoods)
    if (!letsThrough(mood) && mood !== 'withholding') gateMoods.set(about, { mood: 'open', turn: time.turn });
  disk.mood = 'well';
  disk.deathInWrite = undefined;
  if (process.end) return bootAgain(world, process);
  await time.endTurn();
  return process;
};

/** Time passes until nothing is pending any more. */
const comeToRest = async (world: World, process: SimulatedProcess): Promise<void> => {
  const { time } = world;
  const latestMs = time.elapsedMs + longestRestMs;
  for (let round = 0; round < mostRounds && time.elapsedMs < latestMs; round += 1) {
    for (let turn = 0; turn < 4; turn += 1) await time.endTurn();
    if (world.violation) return;
    if (process.started) {
      for (const sent of world.webhooks) if (!sent.acknowledged) sendWebhook(world, process, sent);
      await resumeAll(world, process);
      if (await isAtRest(world, process)) return;
    }
    for (let timers = 0; timers < 10 && !world.violation; timers += 1) {
      if (!time.startNext()) break;
      await time.endTurn();
    }
  }
  const left = (await answerOf(world, process.router.status())).filter(({ pending }) => pending > 0);
  const told = left.map(
    ({ id, pending, parked, state }) => `${id} has ${pending} pending, ${parked} parked, ${state}`,
  );
  const asleep = process.started ? 'the poll has stopped' : 'the router does not start';
  world.violate(rest, [...told, ...world.underWay].join('; ') || asleep);
};

const longestRestMs = 40 * 86_400_000;
const mostRounds = 400;

const resumeAll = async (world: World, process: SimulatedProcess): Promise<void> => {
  for (const { id, state } of await answerOf(world, process.router.status())) {
    const plan = [...world.plans].find((each) => each.id === id);
    if (plan && state.startsWith('paused')) resumeRoute(world, process, plan);
  }
};

const isAtRest = async (world: World, process: SimulatedProcess): Promise<boolean> => {
  const { journal } = world;
  if (journal.heard < journal.events.length) return false;
  if (world.underWay.size > 0 || world.webhooks.some(({ acknowledged }) => !acknowledged)) return false;
  const rows = await answerOf(world, process.router.status());
  if (rows.some(({ pending }) => pending > 0)) return false;
  return !world.scenario.poll || world.feed.every((n) => journal.positions.has(`p${n}`));
};

/** Waits for an answer that may need time: what is being written must be through first. */
const answerOf = async <Answer>({ time }: World, asked: Promise<Answer>): Promise<Answer> => {
  let isAnswered = false;
  const answered = (): void => {
    isAnswered = true;
  };
  asked.then(answered, answered);
  await hops(20);
  while (!isAnswered) {
    await time.endTurn();
    if (!isAnswered && !time.startNext()) break;
  }
  return asked;
};

/** Judges the whole: what is held, what became of it, and that all of it survives a restart. */
const lookBack = async (world: World, process: SimulatedProcess): Promise<void> => {
  const since = momentOf(world);
  const audit = await answerOf(world, process.router.audit());
  const held = [];
  for await (const stored of process.log.read()) held.push(stored);
  const complaint = judgeAudit(audit, since, world) ?? judgeRest(audit, held, world);
  if (complaint) return world.violate(complaint.invariant, complaint.detail);
  await shutDown(world, process);
  if (world.violation || process.end !== 'closed') return;
  const next = await bootAgain(world, process);
  await world.time.endTurn();
  const again = await answerOf(world, next.router.audit());
  const after = judgeAudit(again, momentOf(world), world) ?? judgeRest(again, held, world);
  if (after) world.violate(after.invariant, `after a restart: ${after.detail}`);
};
