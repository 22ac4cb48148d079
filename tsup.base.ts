import { defineConfig } from 'tsup';

type Config = ReturnType<typeof defineConfig>;

/** One recipe for every package: ESM, one file per public entry. `tsc -b` emits the declarations. */
export const library = (entry: Record<string, string> = { index: 'src/index.ts' }): Config =>
  defineConfig({
    entry,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    sourcemap: true,
    dts: false,
    silent: true,
    clean: true,
    // esbuild drops `node:` by default; `node:sqlite` exists only with it.
    removeNodeProtocol: false,
  });
