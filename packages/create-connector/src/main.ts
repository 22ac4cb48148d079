/**
 * Scaffolds a vendor's folder, and tells what is left to do: `npm run create-connector -- <category> <vendor>`. It fails with 2 for a command
 * that is wrong, having written nothing.
 */
import { resolve } from 'node:path';
import { TouchlineError } from '@touchline/core';
import { readCommandLine, usage } from './command-line.ts';
import { type CreatedConnector, createConnector } from './create-connector.ts';

const root = resolve(import.meta.dirname, '../../..');

try {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (!command) console.log(usage);
  else {
    const created = createConnector(command, root);
    console.log(command.isDryRun ? planned(created) : done(created));
  }
} catch (thrown) {
  if (!TouchlineError.isInstance(thrown)) throw thrown;
  console.error(`${thrown.code}: ${thrown.message}`);
  process.exitCode = 2;
}

function planned({ written, changed, left }: CreatedConnector): string {
  return `Nothing is written. Without --dry-run these files would be:

${indented(written)}

and these would get entries for them:

${indented(changed)}

${left.length} pieces would be left to do.`;
}

function done({ folder, written, changed, left }: CreatedConnector): string {
  return `Written: ${folder} and its oracle, ${written.length} files. Changed: ${changed.join(', ')}.

It compiles, and its tests pass: its vendor is made up, and answers as its actions ask. Now make it the real one's. What is left, each
piece a TODO in its file:

${indented(left.map(({ path, line, what }) => `${path}:${line}\n    ${what}`))}

docs/write-a-connector.md explains the pieces, and what to do when a promise fails. As you go, and at the end:

  npx -y pnpm@12.21.0 run unit ${folder}
  npm run connectors -- --write && npm run openapi     # the pages that are made of all connectors
  npm test`;
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
