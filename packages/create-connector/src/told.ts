import type { Command } from './command-line.ts';
import type { CreatedConnector } from './create-connector.ts';

/** What is told to whoever asked for a connector: what was written, what is left, and how to go on. */
export const told = (command: Command, created: CreatedConnector): string =>
  command.isDryRun ? planned(created) : done(command, created);

const planned = ({ written, changed, left }: CreatedConnector): string =>
  `Nothing is written. Without --dry-run these files would be:

${indented(written)}
${changed.length > 0 ? `\nand these would get entries for them:\n\n${indented(changed)}\n` : ''}
${left.length} pieces would be left to do.`;

const done = (command: Command, created: CreatedConnector): string =>
  `Written: ${created.folder}, ${created.written.length} files.${created.changed.length > 0 ? ` Changed: ${created.changed.join(', ')}.` : ''}

It compiles, and its tests pass: its vendor is made up, and answers as its actions ask. Now make it the real one's. What is left, each
piece a TODO in its file:

${indented(created.left.map(({ path, line, what }) => `${path}:${line}\n    ${what}`))}

docs/write-a-connector.md explains the pieces, and what to do when a promise fails. ${command.out === undefined ? here(created) : there(created)}`;

const here = ({ folder }: CreatedConnector): string =>
  `As you go, and at the end:

  npx -y pnpm@12.21.0 run unit ${folder}
  npm run connectors -- --write && npm run openapi     # the pages that are made of all connectors
  npm test`;

const there = ({ folder }: CreatedConnector): string =>
  `To begin with, and as you go, on Node 22.19 or newer:

  cd ${folder}
  npm install
  npm test

Touchline is not published yet: what it needs of it stands in packages/, packed as it is now.`;

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');
