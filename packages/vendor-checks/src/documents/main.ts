/**
 * Writes docs/openapi.json and docs/asyncapi.json of the reference server: `npm run openapi [-- --accept-breaking]`. A change
 * that would break a client is named, and is written only once it is accepted.
 */
import { writeFileSync } from 'node:fs';
import { breakingChanges } from '@touchline/openapi';
import { documentFiles } from './document-files.ts';

const isAccepted = process.argv.includes('--accept-breaking');
for (const { name, path, kept, made } of await documentFiles()) {
  const breaking = kept === undefined ? [] : breakingChanges(JSON.parse(kept), JSON.parse(made));
  for (const sentence of breaking) console.log(`docs/${name}: ${sentence}`);
  if (breaking.length > 0 && !isAccepted) {
    console.error(
      `docs/${name} is not written: accept the changes with npm run openapi -- --accept-breaking`,
    );
    process.exitCode = 1;
  } else if (kept === made) console.log(`docs/${name} is up to date.`);
  else {
    writeFileSync(path, made);
    console.log(`docs/${name} is written: ${made.length} bytes.`);
  }
}
