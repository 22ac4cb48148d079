import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Category, categories } from './command-line.ts';
import { type CreatedConnector, createConnector } from './create-connector.ts';
import { createStandalone, dependenciesOf } from './create-standalone.ts';
import { temporaryWorkspace } from './fixtures/temporary-workspace.ts';
import { standaloneFiles } from './standalone-files.ts';
import { vendorNameOf } from './vendor-name.ts';

const repository = resolve(import.meta.dirname, '../../..');
const { root, remove } = temporaryWorkspace();
afterAll(remove);

const node = (...parameters: readonly string[]) =>
  spawnSync(process.execPath, parameters, { cwd: root, encoding: 'utf8' });

const command = (category: Category, vendor: string, more: { readonly isDryRun?: boolean } = {}) => ({
  category,
  vendor,
  title: undefined,
  out: undefined,
  isDryRun: false,
  ...more,
});

/** Every file of the workspace with its content. */
const everything = (): ReadonlyMap<string, string> =>
  new Map(
    globSync('packages/*/{src/**/*,*}.*', { cwd: root, exclude: (path) => path.endsWith('node_modules') })
      .sort()
      .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );

/** A package of its own, without what it would be installed with. */
const standalone = (() => {
  const folder = 'tea-time';
  const files = standaloneFiles(
    'chat',
    vendorNameOf('tea-time', undefined, new Set()),
    dependenciesOf('chat', repository),
  );
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, folder, path)), { recursive: true });
    writeFileSync(join(root, folder, path), text);
  }
  const dependencies = join(repository, 'packages/create-connector/node_modules');
  symlinkSync(dependencies, join(root, folder, 'node_modules'), 'junction');
  return {
    folder,
    sources: [...files.keys()].filter((path) => path.endsWith('.ts')).map((path) => `${folder}/${path}`),
  };
})();

describe('a vendor that is scaffolded', () => {
  const before = everything();
  const vendorOf = (category: Category): string => `tea-${category}-2`;
  let created: ReadonlyMap<Category, CreatedConnector>;

  beforeAll(() => {
    created = new Map(
      categories.map((category) => [category, createConnector(command(category, vendorOf(category)), root)]),
    );
  });

  test('compiles, in every category and as a package of its own', () => {
    const scaffolded = [...created.values()].flatMap(({ written }) => written);
    const files = [...scaffolded, ...standalone.sources].filter((path) => path.endsWith('.ts'));
    // The options of the repository, and those that a package of its own is given.
    const options = ['./tsconfig.base.json', `./${standalone.folder}/tsconfig.json`];
    writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ extends: options, include: [], files }));
    expect(node('node_modules/typescript/bin/tsc', '-p', '.', '--singleThreaded').stdout).toBe('');
  });

  test('is formatted, and the linter has nothing to say', () => {
    const paths = [...created.values()].flatMap(({ written, changed }) => [...written, ...changed]);
    const { status, stdout, stderr } = node('node_modules/@biomejs/biome/bin/biome', 'check', ...paths);
    expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
  });

  test('keeps what the kit promises; of failures and random bodies the template’s own test asks', () => {
    writeFileSync(
      join(root, 'packages/crm/src/prove.test.ts'),
      `import { promisesOf } from '@touchline/testing/connector';
const broken = [];
for (const path of process.argv.slice(2)) {
  const { specimen } = await import(path);
  for (const { group, name, prove } of promisesOf(specimen))
    if (!/^(of 10,000|1,000) /.test(name) && (group !== 'actions' || name.startsWith('every '))) await prove(specimen).catch(({ message }) => broken.push([path, group, name, message]));
}
console.log(JSON.stringify(broken));
`,
    );
    const specimens = [...created.values()].map(({ folder }) => join(root, folder, 'fixtures/specimen.ts'));
    const { stdout, stderr } = node(
      '--conditions=touchline-source',
      'packages/crm/src/prove.test.ts',
      ...specimens,
    );
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([]);
  });

  test('imports no other vendor, and nothing from afar', () => {
    expect(node('.ci/check-import-directions.mjs').stdout).toContain(', 0 faults');
  });

  test.each(categories)('has every action of its contract: %s', (category) => {
    const actions = readFileSync(
      join(root, `packages/${category}/src/${vendorOf(category)}/actions.ts`),
      'utf8',
    );
    const contract = globSync(`packages/${category}/src/contract{.ts,/*.ts}`, { cwd: root })
      .map((path) => readFileSync(join(root, path), 'utf8'))
      .join('\n');
    const names = [...contract.matchAll(/defineAction\(\{\s*name: '(\w+)'/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(3);
    expect([...actions.matchAll(/^ {2}(\w+): implement\(/gm)].map(([, name]) => name).toSorted()).toEqual(
      names.toSorted(),
    );
  });

  test('has its own name everywhere, and no template’s', () => {
    for (const { written } of created.values())
      for (const path of written)
        expect(readFileSync(join(root, path), 'utf8'), path).not.toMatch(
          /example[-_ ]?vendor(?!\.example)|templates/i,
        );
    const connector = readFileSync(join(root, 'packages/voice/src/tea-voice-2/connector.ts'), 'utf8');
    expect(connector).toContain("id: 'tea-voice-2',\n  title: 'Tea Voice 2',\n  category: 'voice',");
    expect(connector).toContain('export const teaVoice2 = defineConnector({');
  });

  test('is an entry of its package, and is built', () => {
    const manifest = readFileSync(join(root, 'packages/email/package.json'), 'utf8');
    const { exports } = JSON.parse(manifest) as { readonly exports: Record<string, unknown> };
    expect(exports['./tea-email-2/sandbox']).toEqual({
      'touchline-source': './src/tea-email-2/sandbox.ts',
      types: './dist/tea-email-2/sandbox.d.ts',
      default: './dist/tea-email-2/sandbox.js',
    });
    expect(Object.keys(exports).at(-1)).toBe('./package.json');
    expect(readFileSync(join(root, 'packages/email/tsup.config.ts'), 'utf8')).toContain(
      "  'tea-email-2/index': 'src/tea-email-2/index.ts',\n",
    );
    const known = before.get('packages/email/package.json') ?? '';
    expect(JSON.parse(manifest)).toMatchObject(JSON.parse(known));
  });

  test('says of every piece that is left where it is', () => {
    for (const { left } of created.values()) {
      expect(left.length).toBeGreaterThan(10);
      for (const { path, line, what } of left)
        expect(readFileSync(join(root, path), 'utf8').split('\n')[line - 1]).toContain(what);
    }
  });
});

describe('a package of its own', () => {
  const folder = join(root, standalone.folder);

  test('imports packages, and nothing from afar', () => {
    for (const path of standalone.sources)
      expect(readFileSync(join(root, path), 'utf8'), path).not.toMatch(/contract\.ts|'(\.\.\/){2}/);
  });

  test('depends on tarballs of what it is made with, and on the versions that we test with', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      name: 'touchline-tea-time',
      dependencies: {
        '@touchline/core': expect.stringMatching(/^file:packages\/touchline-core-[\d.]+\.tgz$/),
        '@touchline/chat': expect.stringMatching(/^file:packages\/touchline-chat-[\d.]+\.tgz$/),
        zod: expect.stringMatching(/^\^4\./),
      },
      devDependencies: {
        '@touchline/testing': expect.stringMatching(/^file:packages\/touchline-testing-/),
        typescript: expect.stringMatching(/^\^\d/),
        vitest: expect.stringMatching(/^\^\d/),
      },
    });
  });

  test.each([
    ['within the repository', join(repository, 'packages/tea'), 'stands outside of this repository'],
    ['the repository itself', repository, 'stands outside of this repository'],
    ['a folder that holds something', root, 'is there already and not an empty folder'],
    ['a file', join(root, 'biome.json'), 'is there already and not an empty folder'],
  ])('is not made in %s', (_, out, sentence) => {
    expect(() => createStandalone(command('chat', 'tea-time'), out, repository)).toThrow(
      expect.objectContaining({ code: 'command.invalid', message: expect.stringContaining(sentence) }),
    );
  });

  test('is not made by a dry run', () => {
    const out = join(root, 'nowhere');
    const created = createStandalone(command('chat', 'tea-time', { isDryRun: true }), out, repository);
    expect(created.written).toContain('src/fixtures/specimen.ts');
    expect(created.changed).toEqual([]);
    expect(existsSync(out)).toBe(false);
  });
});

describe('a vendor that is not scaffolded', () => {
  const refused = (category: Category, vendor: string, sentence: string | RegExp): void => {
    const before = everything();
    expect(() => createConnector(command(category, vendor), root)).toThrow(
      expect.objectContaining({ code: 'command.invalid', message: expect.stringMatching(sentence) }),
    );
    expect(everything()).toEqual(before);
  };

  test('leaves nothing behind: a dry run', () => {
    const before = everything();
    const { written, changed, left } = createConnector(command('chat', 'tea-time', { isDryRun: true }), root);
    expect(everything()).toEqual(before);
    expect(written).toContain('packages/chat/src/tea-time/connector.ts');
    expect(changed).toEqual(['packages/chat/package.json', 'packages/chat/tsup.config.ts']);
    expect(left.length).toBeGreaterThan(10);
  });

  test.each(['Tea', 'tea_time', 'tea time', '2tea', 'tea-', '../tea', '', 'tée', 'x'.repeat(41)])(
    'leaves nothing behind: a name that is no name, %j',
    (vendor) => refused('crm', vendor, /^A vendor's name is at most 40 lower-case letters and digits/),
  );

  test.each(['class', 'default', 'actions', 'specimen', 'clock', 'credentials'])(
    'leaves nothing behind: a word of the code around it, %s',
    (vendor) => refused('crm', vendor, `^${vendor} would be in the way of the code around it`),
  );

  test.each([
    ['crm', 'contract', 'there is packages/crm/src/contract already'],
    ['email', 'contract', 'there is packages/email/src/contract.ts already'],
    ['crm', 'tea-crm-2', 'there is packages/crm/src/tea-crm-2 already'],
    ['chat', 'tea-crm-2', 'there is packages/vendor-checks/src/oracles/tea-crm-2.ts already'],
    ['chat', 'fixtures', 'is reserved'],
  ] as const)('leaves nothing behind: a name that is taken, %s %s', (category, vendor, why) =>
    refused(category, vendor, why),
  );

  test('leaves nothing behind: a name that shared code has as a word, found once all is written', () =>
    refused('chat', 'line', 'The name line is a word of shared code \\(packages/core/src/shared-code.ts\\)'));
});
