import { commandInvalid } from './command-invalid.ts';
import type { VendorName } from './vendor-name.ts';

/** The `package.json` of a category, with a vendor among its entries, in the order in which they came. */
export const withEntries = (manifest: string, { dashed }: VendorName): string => {
  const whole = JSON.parse(manifest) as { readonly exports: Readonly<Record<string, unknown>> };
  const { './package.json': itself, ...entries } = whole.exports;
  const entry = (file: string): object => ({
    'touchline-source': `./src/${file}.ts`,
    types: `./dist/${file}.d.ts`,
    default: `./dist/${file}.js`,
  });
  const exports = {
    ...entries,
    [`./${dashed}`]: entry(`${dashed}/index`),
    [`./${dashed}/sandbox`]: entry(`${dashed}/sandbox`),
    './package.json': itself,
  };
  return `${JSON.stringify({ ...whole, exports }, null, 2)}\n`;
};

/**
 * The `tsup.config.ts` of a category, with a vendor among what is built.
 *
 * @throws TouchlineError `command.invalid` where the file does not end as those of the categories do.
 */
export const withBuilds = (config: string, { dashed }: VendorName): string => {
  const end = '\n});\n';
  if (!config.endsWith(end))
    throw commandInvalid(
      'The tsup.config.ts of the category must end with its list of entries, and does not.',
    );
  const builds = ['index', 'sandbox'].map((file) => `  '${dashed}/${file}': 'src/${dashed}/${file}.ts',`);
  return `${config.slice(0, -end.length)}\n${builds.join('\n')}${end}`;
};

/** The file of `vendor-checks` that says who else judges the vendor's signatures. */
export const oracleFile = `import type { NoOracle } from './oracle-of.ts';

// TODO: the vendor's own package as a judge of its signatures, where there is one; else why there is none.
export const oracle: NoOracle = { none: 'nobody has looked for an independent judge yet' };
`;
