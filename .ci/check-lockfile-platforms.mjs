// A lockfile written where a registry lacks other platforms' binaries silently drops them: refuse that.
import { readFileSync } from 'node:fs';

const platforms = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64'];
const snapshots = readFileSync('pnpm-lock.yaml', 'utf8').split('\nsnapshots:\n')[1] ?? '';

let incomplete = 0;
for (const block of snapshots.split(/\n(?= {2}\S)/)) {
  const name = /^\s*'?(.+?)['(:]/.exec(block)?.[1] ?? block;
  const optional = (block.split('optionalDependencies:\n')[1] ?? '').split('\n').map((line) => line.trim());
  const has = (platform) => optional.some((dependency) => dependency.includes(platform));
  if (!platforms.some(has)) continue;
  const missing = platforms.filter((platform) => !has(platform));
  if (missing.length === 0) continue;
  incomplete += 1;
  console.error(`${name}: no binary recorded for ${missing.join(', ')}`);
}
process.exitCode = incomplete ? 1 : 0;
