import type { Category } from './command-line.ts';
import { templateOf } from './template.ts';
import type { VendorName } from './vendor-name.ts';

/** What a package of its own depends on: versions, or tarballs beside it. */
export type Dependencies = Readonly<Record<string, string>>;

/** The packages of this repository that a connector of a category is written and tested with. */
export const packagesFor = (category: Category): readonly string[] => ['core', category, 'testing'];

/** The files of a package that holds one connector, by their path in it. */
export const standaloneFiles = (
  category: Category,
  name: VendorName,
  dependencies: Dependencies,
): ReadonlyMap<string, string> =>
  new Map([
    ['package.json', json(manifestOf(category, name, dependencies))],
    ['tsconfig.json', json({ compilerOptions, include: ['src'] })],
    ['tsconfig.build.json', json(buildOptions)],
    ['.gitignore', 'node_modules\ndist\n'],
    ...[...templateOf(category, name)].map(([path, text]) =>
      path === 'README.md' ? ([path, text.replace(/^## /, '# ')] as const) : ([`src/${path}`, text] as const),
    ),
  ]);

const manifestOf = (category: Category, { dashed, title }: VendorName, dependencies: Dependencies) => {
  const entry = (file: string): object => ({ types: `./dist/${file}.d.ts`, default: `./dist/${file}.js` });
  const pick = (...names: readonly string[]): Dependencies =>
    Object.fromEntries(names.map((name) => [name, dependencies[name] ?? '*']));
  return {
    name: `touchline-${dashed}`,
    version: '0.0.0',
    private: true,
    description: `A Touchline connector for ${title}.`,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=22.19' },
    exports: { '.': entry('index'), './sandbox': entry('sandbox') },
    files: ['dist'],
    scripts: { test: 'tsc && vitest run', build: 'tsc -p tsconfig.build.json' },
    dependencies: pick('@touchline/core', `@touchline/${category}`, 'zod'),
    devDependencies: pick('@touchline/testing', '@types/node', 'typescript', 'vitest'),
  };
};

const compilerOptions = {
  target: 'ES2023',
  lib: ['ES2023'],
  types: ['node'],
  module: 'NodeNext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

const buildOptions = {
  extends: './tsconfig.json',
  compilerOptions: { noEmit: false, declaration: true, sourceMap: true, rootDir: 'src', outDir: 'dist' },
  exclude: ['src/**/*.test.ts', 'src/fixtures'],
};

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
