import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Formats files as this repository is formatted, wherever they are: the length of a name decides where lines break.
 *
 * @param root of the repository.
 * @param folder in which the paths are.
 * @throws TypeError where a file cannot be read as what its name says.
 */
export const formatFiles = (root: string, folder: string, paths: readonly string[]): void => {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const parameters = ['format', '--write', '--vcs-enabled=false', `--config-path=${root}`, ...paths];
  const { status, stdout, stderr } = spawnSync(process.execPath, [biome, ...parameters], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new TypeError(`What the templates became cannot be formatted:\n${stdout}${stderr}`);
};
