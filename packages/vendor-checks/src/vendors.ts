import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectorFactory } from '@touchline/core';

/** A vendor's folder: one with a connector and its fixtures in it. */
export interface Vendor {
  readonly name: string;
  /** The package it is in: `payments`. */
  readonly category: string;
  /** Absolute. */
  readonly folder: string;
}

const packages = join(import.meta.dirname, '../..');

/** Every vendor of the workspace, found and not listed: by category, then by name. */
export const vendors = async (): Promise<readonly Vendor[]> =>
  globSync('*/src/*/connector.ts', { cwd: packages })
    .map((path) => path.split(/[\\/]/))
    .map(([category = '', , name = '']) => ({
      name,
      category,
      folder: join(packages, category, 'src', name),
    }))
    .filter(({ folder }) => existsSync(join(folder, 'fixtures')) && existsSync(join(folder, 'index.ts')))
    .filter(({ category }) => category !== 'core')
    .sort(
      (left, right) => left.category.localeCompare(right.category) || left.name.localeCompare(right.name),
    );

/** What a file of a vendor's folder exports, or undefined where there is no such file. */
export const moduleOf = async <Module>(
  { folder }: Vendor,
  file: string,
): Promise<Partial<Module> | undefined> => {
  const path = join(folder, file);
  return existsSync(path) ? ((await import(path)) as Partial<Module>) : undefined;
};

/**
 * The factory of a vendor's connector.
 *
 * @throws TypeError where the vendor's index exports none.
 */
export const factoryOf = async (vendor: Vendor): Promise<ConnectorFactory> => {
  const exported = Object.values((await moduleOf<Record<string, unknown>>(vendor, 'index.ts')) ?? {});
  const factory = exported.find(
    (value): value is ConnectorFactory =>
      typeof value === 'function' && 'contracts' in value && 'configSchema' in value,
  );
  if (!factory) throw new TypeError(`The index of ${vendor.name} exports no connector.`);
  return factory;
};
