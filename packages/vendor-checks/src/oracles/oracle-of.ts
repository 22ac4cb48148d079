import { join } from 'node:path';
import type { Oracle } from './oracle.ts';

/** Why a vendor has no oracle. */
export interface NoOracle {
  readonly none: string;
}

/** The oracle of a vendor: `<vendor>.ts` of this folder. */
export const oracleOf = async (vendor: string): Promise<Oracle | NoOracle> => {
  const path = join(import.meta.dirname, `${vendor}.ts`);
  const module = (await import(path)) as { readonly oracle: Oracle | NoOracle };
  return module.oracle;
};
