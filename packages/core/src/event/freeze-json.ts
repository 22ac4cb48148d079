import type { Issue } from '../errors/touchline-error.ts';
import { printPath } from '../errors/zod-issues.ts';

/**
 * Freezes a value with all that it holds, and looks whether it is what JSON can hold, so that whoever reads it back from a
 * file has what its first reader had: plain objects, lists, texts, finite numbers, true, false and null. Members that are
 * undefined are as good as absent. Answers the first thing that is something else; undefined where there is none.
 */
export const freezeJson = (value: unknown): Issue | undefined => {
  try {
    const fault = walk(value, 0, { left: mostValues });
    return fault && { path: printPath(fault.path.reverse()), message: fault.message };
  } catch {
    // A getter may do as it likes, and its message may hold anything.
    return { path: '', message: 'cannot be read' };
  }
};

/** Far deeper than data of people is, and far from the end of the stack. */
const deepest = 500;

/** A few objects that hold each other several times over are an endless text. */
const mostValues = 5_000_000;

interface Fault {
  /** From the inside out. */
  readonly path: (string | number)[];
  readonly message: string;
}

const walk = (value: unknown, depth: number, budget: { left: number }): Fault | undefined => {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : faultOf('is no finite number');
  if (typeof value !== 'object') return faultOf(`is of type ${typeof value}, which JSON cannot hold`);
  if (depth > deepest) return faultOf('holds itself or is nested too deeply');
  budget.left -= 1;
  if (budget.left < 0) return faultOf('holds too many values');
  return Array.isArray(value) ? walkList(value, depth, budget) : walkObject(value, depth, budget);
};

const walkList = (list: readonly unknown[], depth: number, budget: { left: number }): Fault | undefined => {
  Object.freeze(list);
  for (let index = 0; index < list.length; index += 1) {
    const fault = walk(list[index], depth + 1, budget);
    if (fault) return within(fault, index);
  }
  return undefined;
};

const walkObject = (value: object, depth: number, budget: { left: number }): Fault | undefined => {
  const prototype = Object.getPrototypeOf(value);
  // A Date, a Map, an instance of a class: JSON has a text or nothing for them.
  if (prototype !== Object.prototype && prototype !== null) return faultOf('is no plain object');
  Object.freeze(value);
  const members = value as Record<string, unknown>;
  for (const key in members) {
    const member = members[key];
    // Most members are texts, and there is nothing to walk in them.
    if (typeof member === 'string' || member === undefined) continue;
    const fault = walk(member, depth + 1, budget);
    if (fault) return within(fault, key);
  }
  return undefined;
};

const faultOf = (message: string): Fault => ({ path: [], message });

const within = (fault: Fault, key: string | number): Fault => {
  // The way into a circle is long, and its beginning says enough.
  fault.path.push(key);
  if (fault.path.length > 20) fault.path.shift();
  return fault;
};
