import type { SimulatedProcess } from '../simulated-process.ts';
import type { World } from '../world.ts';

/** Something that is done to a router from outside. It may go on after it returns. */
export type Act = (world: World, process: SimulatedProcess) => void;
