import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { commandInvalid } from './command-invalid.ts';
import type { Category, Command } from './command-line.ts';
import type { CreatedConnector } from './create-connector.ts';
import { formatFiles } from './format-files.ts';
import { leftToDo } from './left-to-do.ts';
import { type Dependencies, packagesFor, standaloneFiles } from './standalone-files.ts';
import { wordsOfTemplates } from './template.ts';
import { vendorNameOf } from './vendor-name.ts';
import { writtenFiles } from './written-files.ts';

/**
 * Makes a package of its own for a connector, outside of this repository. Touchline's packages are not published yet: they are built and packed
 * beside it, in `packages/`, and it depends on these.
 *
 * @param root of the repository.
 * @param out the folder of the package: none yet, or an empty one. Paths that are told are from there.
 * @throws TouchlineError `command.invalid` for a name that is no name, and for a folder that holds something or is within the repository.
 */
export const createStandalone = (
  { category, vendor, title, isDryRun }: Command,
  out: string,
  root: string,
): CreatedConnector => {
  const name = vendorNameOf(vendor, title, wordsOfTemplates(category));
  const folder = resolve(out);
  refuseFolder(folder, root);
  const files = standaloneFiles(category, name, dependenciesOf(category, root));
  const written = [...files.keys()];
  if (isDryRun) return { folder, written, changed: [], left: leftToDo(files) };
  return writtenFiles(folder, files, () => {
    formatFiles(
      root,
      folder,
      written.filter((path) => /\.(ts|json)$/.test(path)),
    );
    packPackages(category, folder, root);
    const texts = written.map((path) => [path, readFileSync(join(folder, path), 'utf8')] as const);
    return { folder, written, changed: [], left: leftToDo(new Map(texts)) };
  });
};

const refuseFolder = (folder: string, root: string): void => {
  const fromRoot = relative(root, folder);
  if (fromRoot === '' || !(fromRoot.startsWith('..') || resolve(fromRoot) === fromRoot))
    throw commandInvalid(
      `A package of its own stands outside of this repository, and ${folder} is within: leave --out away, or name another folder.`,
    );
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory() || readdirSync(folder).length > 0)
    throw commandInvalid(`${folder} is there already and not an empty folder: name another one.`);
};

/** Touchline by tarballs, all else in the versions that this repository is tested with. */
export const dependenciesOf = (category: Category, root: string): Dependencies => ({
  ...Object.fromEntries(
    packagesFor(category).map((name) => [
      `@touchline/${name}`,
      `file:packages/touchline-${name}-${versionIn(join(root, 'packages', name))}.tgz`,
    ]),
  ),
  zod: `^${versionIn(join(root, 'packages/core/node_modules/zod'))}`,
  ...Object.fromEntries(
    ['@types/node', 'typescript', 'vitest'].map((name) => [
      name,
      `^${versionIn(join(root, 'node_modules', name))}`,
    ]),
  ),
});

const versionIn = (folder: string): string =>
  (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly version: string }).version;

const packPackages = (category: Category, folder: string, root: string): void => {
  const names = packagesFor(category);
  pnpm(root, [...names.flatMap((name) => ['--filter', `@touchline/${name}`]), 'run', 'build']);
  const builds = names.map((name) => `packages/${name}/tsconfig.build.json`);
  run(root, process.execPath, ['node_modules/typescript/bin/tsc', '-b', ...builds]);
  const packed = join(folder, 'packages');
  try {
    for (const name of names) pnpm(join(root, 'packages', name), ['pack', '--pack-destination', packed]);
  } catch (thrown) {
    rmSync(packed, { recursive: true, force: true });
    throw thrown;
  }
};

/** The pnpm that runs this script, which `npm run` fetches where it is not installed. */
const pnpm = (cwd: string, parameters: readonly string[]): void =>
  run(cwd, process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm', parameters);

const run = (cwd: string, program: string, parameters: readonly string[]): void => {
  const { status, error, stdout, stderr } = spawnSync(program, parameters, {
    cwd,
    encoding: 'utf8',
    shell: program.endsWith('.cmd'),
  });
  if (status !== 0)
    throw new TypeError(
      `The packages cannot be packed: ${error?.message ?? `${program} ${parameters.join(' ')}\n${stdout}${stderr}`}`,
    );
};
