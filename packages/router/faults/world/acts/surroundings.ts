import type { DiskMood } from '../disk.ts';
import { type GateMood, gateMoods } from '../gate-desk.ts';
import { type VendorMood, vendorMoods } from '../vendor-desk.ts';
import type { Act } from './act.ts';

export const changeMood: Act = (world) => {
  const { name } = world.random.oneOf(world.scenario.vendors);
  const mood: VendorMood = world.random.oneOf(vendorMoods);
  world.note(`vendor ${name} is ${mood}`);
  world.moods.set(name, mood);
};

export const changeGate: Act = (world) => {
  const { name } = world.random.oneOf(world.scenario.vendors);
  const key = world.random.oneOf(['k0', 'k1', 'k2', undefined]);
  const mood: GateMood = world.random.oneOf(gateMoods);
  world.note(`the gate is ${mood} about ${key} at ${name}`);
  world.gateMoods.set(`${name}/${key}`, { mood, turn: world.time.turn });
};

const troubles: readonly DiskMood[] = [
  'full',
  'failing',
  'broken',
  'slow',
  'unreadable',
  'well',
  'well',
  'well',
];

export const troubleDisk: Act = (world) => {
  world.disk.mood = world.random.oneOf(troubles);
  world.note(`disk is ${world.disk.mood}`);
};

export const jump: Act = (world) => {
  const byMs = world.random.oneOf([-3_600_000, -5_000, -1, 1, 5_000, 3_600_000]);
  world.note(`clocks jump by ${byMs} ms`);
  world.jump(byMs);
};
