/**
 * Scaffolds a vendor's folder, or a package of its own, and tells what is left to do: `npm run create-connector -- <category> <vendor>`. It fails
 * with 2 for a command that is wrong, having written nothing.
 */
import { resolve } from 'node:path';
import { TouchlineError } from '@touchline/core';
import { readCommandLine, usage } from './command-line.ts';
import { createConnector } from './create-connector.ts';
import { createStandalone } from './create-standalone.ts';
import { told } from './told.ts';

const root = resolve(import.meta.dirname, '../../..');

try {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (!command) console.log(usage);
  else if (command.out === undefined) console.log(told(command, createConnector(command, root)));
  else console.log(told(command, createStandalone(command, fromCaller(command.out), root)));
} catch (thrown) {
  if (!TouchlineError.isInstance(thrown)) throw thrown;
  console.error(`${thrown.code}: ${thrown.message}`);
  process.exitCode = 2;
}

/** npm runs scripts at the root, and says from where it was called. */
function fromCaller(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}
