import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Category } from './command-line.ts';
import type { VendorName } from './vendor-name.ts';

const templates = join(import.meta.dirname, 'templates');

/** The category whose template is whole. Another one's has only what differs, and refers to this one's for the rest. */
const whole = 'crm';

/**
 * The files of a vendor's folder, by their path in it. A template is a connector of a vendor called Example Vendor that compiles where it
 * stands; here it gets its name, its category and its place.
 */
export const templateOf = (category: Category, name: VendorName): ReadonlyMap<string, string> =>
  new Map(
    [...templateFiles(category)].map(([path, text]) => [path, named(placed(text, path, category), name)]),
  );

/** The same, as they stand within the category's own package. */
export const vendorFiles = (category: Category, name: VendorName): ReadonlyMap<string, string> =>
  new Map(
    [...templateOf(category, name)].map(([path, text]) => [
      path,
      contractFromAfar(text, category, `${upFrom(path)}../contract.ts`),
    ]),
  );

/** Every word of the templates' code, comments and texts aside. */
export const wordsOfTemplates = (category: Category): ReadonlySet<string> =>
  new Set(
    [...templateFiles(category)]
      .filter(([path]) => path.endsWith('.ts'))
      .flatMap(([, text]) => text.replaceAll(asides, '').match(/[A-Za-z_$][\w$]*/g) ?? []),
  );

const asides = /\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;

const templateFiles = (category: Category): ReadonlyMap<string, string> =>
  new Map(
    [whole, category]
      .flatMap((folder) => filesIn(join(templates, folder)))
      .sort(([one], [other]) => placeOf(one) - placeOf(other)),
  );

/** The files in the order in which somebody would work on them. */
const order = [
  'config.ts',
  'check.ts',
  'verify.ts',
  'payload.ts',
  'fixtures/sample.ts',
  'to-events.ts',
  'actions.ts',
  'as-is.ts',
  'sandbox/answers.ts',
  'sandbox.ts',
  'errors.ts',
  'connector.ts',
  'index.ts',
  'fixtures/specimen.ts',
  'conformance.test.ts',
  'README.md',
];

const placeOf = (path: string): number => {
  const place = order.indexOf(path);
  return place === -1 ? order.length : place;
};

const filesIn = (folder: string): readonly (readonly [string, string])[] =>
  globSync('**/*.*', { cwd: folder })
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => [path, readFileSync(join(folder, path), 'utf8')]);

/** What the templates import of each other, as it is imported within one folder. */
const placed = (text: string, path: string, category: Category): string =>
  text
    .replaceAll(`'${upFrom(path)}../${whole}/`, `'${upFrom(path) || './'}`)
    .replace(`category: '${whole}'`, `category: '${category}'`);

/** From a file to the vendor's folder. */
const upFrom = (path: string): string => '../'.repeat(path.split('/').length - 1);

/** The category's own import, which is of another package here, comes behind those of packages there. */
const contractFromAfar = (text: string, category: Category, contract: string): string => {
  const own = `@touchline/${category}`;
  const [statement] = new RegExp(`^import [^;]* from '${own}';\\n`, 'm').exec(text) ?? [];
  if (statement === undefined) return text;
  const moved = statement.replace(own, contract);
  return text.replace(statement, '').replace(/^import [^;]* from '\./m, (first) => `${moved}${first}`);
};

const named = (text: string, { dashed, camel, pascal, title }: VendorName): string => {
  const spellings: Readonly<Record<string, string>> = {
    'example-vendor': dashed,
    example_vendor: dashed.replaceAll('-', '_'),
    'Example-Vendor': dashed.replaceAll(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase()),
    exampleVendor: camel,
    ExampleVendor: pascal,
    'Example Vendor': title,
  };
  return text.replaceAll(/[eE]xample[-_ ]?[vV]endor/g, (spelling) => spellings[spelling] ?? spelling);
};
