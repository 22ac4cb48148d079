import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandInvalid } from './command-invalid.ts';
import type { Category, Command } from './command-line.ts';
import { formatFiles } from './format-files.ts';
import { type LeftToDo, leftToDo } from './left-to-do.ts';
import { oracleFile, withBuilds, withEntries } from './registration.ts';
import { vendorFiles, wordsOfTemplates } from './template.ts';
import { type VendorName, vendorNameOf } from './vendor-name.ts';
import { writtenFiles } from './written-files.ts';

/** What was written, or would be. Paths are from the root of the repository, or of the package where it is one of its own. */
export interface CreatedConnector {
  readonly folder: string;
  readonly written: readonly string[];
  readonly changed: readonly string[];
  readonly left: readonly LeftToDo[];
}

/**
 * Makes a vendor's folder in a category, and registers it where vendors are. What it writes compiles, is formatted and passes the kit;
 * when anything goes wrong, nothing is left of it.
 *
 * @param root of the repository.
 * @throws TouchlineError `command.invalid` for a name that is no name, is taken or is in the way.
 */
export const createConnector = (
  { category, vendor, title, isDryRun }: Command,
  root: string,
): CreatedConnector => {
  const name = vendorNameOf(vendor, title, wordsOfTemplates(category));
  refuseTaken(root, category, name);
  const folder = `packages/${category}/src/${name.dashed}`;
  const manifest = `packages/${category}/package.json`;
  const builds = `packages/${category}/tsup.config.ts`;
  const written = new Map([
    ...[...vendorFiles(category, name)].map(([path, text]) => [`${folder}/${path}`, text] as const),
    [`packages/vendor-checks/src/oracles/${name.dashed}.ts`, oracleFile],
  ]);
  const changed = new Map([
    [manifest, withEntries(textOf(root, manifest), name)],
    [builds, withBuilds(textOf(root, builds), name)],
  ]);
  const paths = [...written.keys()];
  if (!isDryRun)
    writtenFiles(root, new Map([...written, ...changed]), () => {
      formatFiles(root, root, [...paths, ...changed.keys()]);
      refuseNamedElsewhere(root, name);
    });
  const texts = isDryRun ? written : new Map(paths.map((path) => [path, textOf(root, path)]));
  return { folder, written: paths, changed: [...changed.keys()], left: leftToDo(texts) };
};

const textOf = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

/** A folder of vendors also has folders and files that are none; and a name is a vendor's in one category only. */
const refuseTaken = (root: string, category: Category, { dashed }: VendorName): void => {
  const taken = [
    `packages/${category}/src/${dashed}`,
    `packages/${category}/src/${dashed}.ts`,
    `packages/vendor-checks/src/oracles/${dashed}.ts`,
  ].find((path) => existsSync(join(root, path)));
  if (taken !== undefined) throw commandInvalid(`The name ${dashed} is taken: there is ${taken} already.`);
  if (dashed === 'fixtures' || dashed === 'sandbox')
    throw commandInvalid(`The name ${dashed} is reserved: folders of that name hold something else.`);
};

/** Shared code names no vendor, which is checked: a word of it cannot become a vendor's name. */
const refuseNamedElsewhere = (root: string, { dashed }: VendorName): void => {
  const { stderr } = spawnSync(process.execPath, ['.ci/check-import-directions.mjs'], {
    cwd: root,
    encoding: 'utf8',
  });
  const fault = stderr.split('\n').find((line) => line.endsWith(`shared code names ${dashed}`));
  if (fault !== undefined)
    throw commandInvalid(
      `The name ${dashed} is a word of shared code (${fault.split(':')[0]}), which must not name a vendor: add a word, such as ${dashed}-api.`,
    );
};
