import { judgeAudit, momentOf } from '../../invariants/accounts-balance.ts';
import { drawRoute, type RoutePlan } from '../scenario.ts';
import { routeOf, type SimulatedProcess } from '../simulated-process.ts';
import type { World } from '../world.ts';
import type { Act } from './act.ts';

export const audit: Act = (world, process) => {
  const since = momentOf(world);
  const begun = world.begin(process, 'an audit');
  process.router.audit().then(
    (rows) => {
      if (!begun.end()) return;
      const complaint = judgeAudit(rows, since, world);
      if (complaint) world.violate(complaint.invariant, complaint.detail);
    },
    () => begun.end(),
  );
};

const someRoute = (world: World): RoutePlan | undefined =>
  world.plans.size === 0 ? undefined : world.random.oneOf([...world.plans]);

export const pause: Act = (world, process) => {
  const plan = someRoute(world);
  if (!plan || !process.ready.has(plan) || !process.started) return;
  world.note(`pause ${plan.id}`);
  const asked = {};
  world.pausesAsked.set(plan, asked);
  process.router.pause(plan.id).then(
    () => {
      if (world.pausesAsked.get(plan) === asked) world.heldForGood.add(plan);
    },
    // One that the disk refused holds until the process ends.
    () => {},
  );
  if (!process.paused.has(plan)) process.paused.set(plan, world.time.turn);
};

export const resume: Act = (world, process) => {
  const plan = someRoute(world);
  if (plan) resumeRoute(world, process, plan);
};

export const resumeRoute = (world: World, process: SimulatedProcess, plan: RoutePlan): void => {
  world.note(`resume ${plan.id}`);
  process.paused.delete(plan);
  world.pausesAsked.delete(plan);
  world.heldForGood.delete(plan);
  // A probe that the pause interrupted is followed by another one.
  process.breakers.get(plan.id)?.probes.clear();
  process.router.resume(plan.id).catch(() => {});
};

export const replay: Act = (world, process) => {
  const plan = someRoute(world);
  if (!plan) return;
  const filter = world.random.chance(0.3) ? {} : { subscriptions: [plan.id] };
  world.note(`replay ${JSON.stringify(filter)}`);
  const begun = world.begin(process, 'a replay');
  process.router.replay({ kind: 'delivery', ...filter }).then(begun.end, begun.end);
};

export const discard: Act = (world, process) => {
  const plan = someRoute(world);
  if (!plan) return;
  world.note(`discard the dead letters of ${plan.id}`);
  const begun = world.begin(process, 'a discarding');
  process.router.deadLetters
    .discard({ subscriptions: [plan.id], stages: ['deliver'] })
    .then(begun.end, begun.end);
};

export const addRoute: Act = (world, process) => {
  const { random, scenario } = world;
  if (!process.started || world.plans.size >= 6) return;
  const tag = world.allPlans.length;
  const free = world.allPlans
    .map(({ id }) => id)
    .filter((id) => ![...world.plans].some((plan) => plan.id === id));
  const gone = free.filter((id) => !world.removing.has(id));
  const id = gone.length > 0 && random.chance(0.4) ? random.oneOf(gone) : `r${tag}`;
  const plan = drawRoute(tag, id, scenario.vendors, random);
  world.note(`add route ${id} to ${plan.to} on ${plan.on}`);
  // What this route does is new, whatever a former one of this id did.
  world.forgetKeys(id);
  process.breakers.delete(id);
  world.addPlan(plan);
  const begun = world.begin(process, `adding route ${id}`);
  process.router.route(routeOf(plan, world.scenario) as never).ready.then(
    () => {
      if (begun.end()) process.ready.add(plan);
    },
    () => {
      if (begun.end()) world.note(`route ${id} is not ready`);
    },
  );
};

export const removeRoute: Act = (world, process) => {
  const plan = someRoute(world);
  if (!plan || world.plans.size < 2 || !process.started || !process.ready.has(plan)) return;
  world.note(`remove route ${plan.id}`);
  world.plans.delete(plan);
  process.ready.delete(plan);
  world.removing.add(plan.id);
  const begun = world.begin(process, `removing route ${plan.id}`);
  process.router.removeRoute(plan.id).then(
    () => {
      if (!begun.end()) return;
      world.note(`removed route ${plan.id}`);
      process.removed.add(plan);
      world.removing.delete(plan.id);
    },
    () => {
      begun.end();
      world.note(`route ${plan.id} could not be removed`);
    },
  );
};

export const trim: Act = (world, process) => {
  const maxEvents = world.random.between(0, 12);
  world.note(`trim to ${maxEvents} events`);
  const begun = world.begin(process, 'a trim');
  process.log.trim({ maxEvents }).then(begun.end, begun.end);
};
