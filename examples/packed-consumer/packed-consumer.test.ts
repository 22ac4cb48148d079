import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
/** What is published: the rest measures, and is never installed by anyone. */
const packages = readdirSync(join(root, 'packages')).filter((name) => !manifestOf(name).private);
const built = packages.every((name) => existsSync(join(root, 'packages', name, 'dist/index.js')));
const pnpm = spawnSync('pnpm', ['--version'], { cwd: tmpdir() }).status === 0;
const reason = built ? (pnpm ? '' : ' (skipped: no pnpm on the PATH)') : ' (skipped: run the build first)';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Every entry that the packages publish: `@touchline/core`, `@touchline/payments/stripe`, … */
const entries = packages.map(manifestOf).flatMap(({ name, exports }) =>
  Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => join(name, path)),
);

const programOf = (entries: readonly string[]): string => `
${entries.map((entry, index) => `import * as entry${index} from '${entry}';`).join('\n')}
import { createMemoryLog, createRouter } from '@touchline/router';
import { createKit, defineAction } from '@touchline/core';
import { z } from 'zod';

const kit = createKit({ 'acme.plan.paused': z.object({ plan: z.string() }) });
const note = defineAction({
  name: 'note', title: 'Note', description: 'Notes a plan.',
  input: z.object({ plan: z.string() }), output: z.object({}), effect: 'write', idempotent: 'natural',
});
const seen: string[] = [];
const notebook = kit.defineConnector({
  id: 'notebook', title: 'Notebook', category: 'other', specVersion: 1, config: z.object({}),
  actions: (implement) => ({ note: implement(note, async ({ plan }) => { seen.push(plan); return {}; }) }),
  on: { 'acme.plan.paused': (event, { call }) => call.note({ plan: event.data.plan }) },
});
const router = createRouter({ kit, log: createMemoryLog(), connectors: { notebook: notebook({}) } });
await router.start();
await router.publish({ type: 'acme.plan.paused', data: { plan: 'gold' } });
await router.settled();
await router.close();
const empty = [${entries.map((_, index) => `entry${index}`).join(', ')}].filter((entry) => Object.keys(entry).length === 0);
console.log(JSON.stringify({ seen, empty: empty.length }));
`;

describe.skipIf(reason !== '')(
  `the packed packages, in a plain project outside the workspace${reason}`,
  { timeout: 60_000 },
  () => {
    const project = mkdtempSync(join(tmpdir(), 'touchline-consumer-'));
    afterAll(() => rmSync(project, { recursive: true, force: true }));

    /** What the compiler has to say about a program. */
    const compile = (file: string, lib: string): { status: number | null; stdout: string } => {
      const compiler = join(root, 'node_modules/typescript/bin/tsc');
      const flags = `--noEmit --strict --skipLibCheck false --module nodenext --target es2023 --lib ${lib}`;
      const types = ['--typeRoots', join(root, 'node_modules/@types'), '--types', 'node'];
      const { status, stdout } = spawnSync(
        process.execPath,
        [compiler, ...flags.split(' '), ...types, file],
        { cwd: project, encoding: 'utf8' },
      );
      return { status, stdout };
    };
    const allWell = { status: 0, stdout: '' };

    beforeAll(() => {
      const tarballs = Object.fromEntries(
        packages.map((name) => {
          execFileSync('pnpm', ['pack', '--pack-destination', project], {
            cwd: join(root, 'packages', name),
            stdio: 'pipe',
          });
          return [`@touchline/${name}`, `file:${join(project, `touchline-${name}-${versionOf(name)}.tgz`)}`];
        }),
      );
      writeFileSync(
        join(project, 'package.json'),
        JSON.stringify({
          name: 'consumer',
          private: true,
          type: 'module',
          dependencies: { ...tarballs, ...peers() },
        }),
      );
      writeFileSync(
        join(project, 'pnpm-workspace.yaml'),
        `overrides: ${JSON.stringify(tarballs)}\nallowBuilds: { msw: false }\n`,
      );
      writeFileSync(join(project, 'main.ts'), programOf(entries));
      const production = entries.filter((entry) => !entry.startsWith('@touchline/testing'));
      writeFileSync(join(project, 'production.ts'), programOf(production));
      execFileSync(
        'pnpm',
        ['install', '--prefer-offline', '--ignore-scripts', '--config.minimumReleaseAge=0'],
        {
          cwd: project,
          stdio: 'pipe',
        },
      );
    }, 120_000);

    test('hold no tests, fixtures or build caches', () => {
      for (const name of packages) {
        const tarball = join(project, `touchline-${name}-${versionOf(name)}.tgz`);
        const listed = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).split('\n');
        expect(listed.filter((path) => /\.test\.|fixtures|tsbuildinfo/.test(path))).toEqual([]);
        expect(listed).toContain('package/dist/index.js');
        expect(listed).toContain('package/dist/index.d.ts');
      }
    });

    test('type-check under strict without DOM types, their own declarations included', () => {
      expect(compile('production.ts', 'es2023')).toEqual(allWell);
    });

    test('type-check with those of the tests too, for which msw needs DOM types', () => {
      expect(compile('main.ts', 'es2023,dom')).toEqual(allWell);
    });

    test('run, every entry of them', () => {
      const ran = execFileSync(process.execPath, ['main.ts'], { cwd: project, encoding: 'utf8' });
      expect(JSON.parse(ran)).toEqual({ seen: ['gold'], empty: 0 });
    });
  },
);

function versionOf(name: string): string {
  return (
    JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as { version: string }
  ).version;
}

/** The peers of all packages, the optional ones too, in the versions that the workspace is tested with. */
function peers(): Record<string, string> {
  return Object.fromEntries(
    packages.flatMap((name) =>
      Object.keys(manifestOf(name).peerDependencies ?? {}).map((peer) => {
        const manifest = join(root, 'packages', name, 'node_modules', peer, 'package.json');
        return [peer, (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version];
      }),
    ),
  );
}

function manifestOf(name: string): Manifest {
  return JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as Manifest;
}
