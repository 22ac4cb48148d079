// Who may import whom: the architecture, as a check. Prints each import that runs against it, and fails.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** What each package may import, beside itself. Tests may import `testing` too. */
const directions = {
  core: [],
  payments: ['core'],
  email: ['core'],
  chat: ['core'],
  voice: ['core'],
  crm: ['core'],
  testing: ['core'],
  router: ['core'],
  openapi: ['core'],
  hub: ['core'],
  server: ['core', 'router', 'openapi', 'hub'],
  // Private: it measures every vendor, and reaches into their folders to do so.
  'vendor-checks': [
    ...['core', 'payments', 'email', 'chat', 'voice', 'crm', 'testing'],
    ...['router', 'openapi', 'hub', 'server'],
  ],
  // Private: its templates are connectors of every category.
  'create-connector': ['core', 'payments', 'email', 'chat', 'voice', 'crm', 'testing'],
};

/** What its tests may import as well. */
const inTests = { hub: ['router'] };

/** Packages that serve every vendor and so name none. */
const vendorNeutral = ['core', 'router', 'openapi', 'hub', 'server', 'testing'];
const categories = ['payments', 'email', 'chat', 'voice', 'crm'];

const posix = (path) => path.split(sep).join('/');
const files = globSync(['packages/*/src/**/*.ts', 'examples/**/*.ts'], {
  exclude: (path) => /node_modules|dist/.test(path),
}).map(posix);

/** A vendor's folder is one with a connector in it. */
const vendors = files
  .flatMap((file) => /^packages\/(\w+\/src\/[\w-]+)\/connector\.ts$/.exec(file)?.[1] ?? [])
  .filter((folder) => categories.includes(folder.split('/')[0]))
  .map((folder) => folder.split('/').at(-1));

const faults = files.flatMap((file) => {
  const code = withoutComments(readFileSync(file, 'utf8'));
  const imports = [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"]+)\1/g)].map(
    (match) => match[2],
  );
  return [...imports.flatMap((target) => faultOf(file, target) ?? []), ...namedVendors(file, code)];
});
for (const fault of faults) console.error(fault);
console.log(`import directions: ${files.length} files, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;

function faultOf(file, target) {
  const own = /^packages\/([^/]+)\//.exec(file)?.[1];
  const isTest = /\.(test|bench)\.ts$|\/fixtures\//.test(file);
  const other = /^@touchline\/([^/]+)/.exec(target)?.[1];

  if (!own) {
    const leaves = target.startsWith('.') && posix(join(dirname(file), target)).startsWith('packages/');
    return leaves ? `${file}: examples import only what is published, not ${target}` : undefined;
  }
  if (!(own in directions)) return `${file}: package ${own} is missing in .ci/check-import-directions.mjs`;
  const allowed = [own, ...directions[own], ...(isTest ? ['testing', ...(inTests[own] ?? [])] : [])];
  if (other && !allowed.includes(other)) return `${file}: ${own} must not import ${other}`;
  if (!target.startsWith('.')) return undefined;

  const reached = posix(join(dirname(file), target));
  if (!reached.startsWith(`packages/${own}/`))
    return isTest || own === 'vendor-checks' ? undefined : `${file}: ${target} leaves the package`;
  if (!categories.includes(own)) return undefined;
  const from = folderOf(own, file);
  const to = folderOf(own, reached);
  return to && to !== from
    ? `${file}: ${from ?? 'the category'} must not import the vendor ${to}`
    : undefined;
}

/** The vendor's folder that a file of a category stands in, if any. */
function folderOf(category, file) {
  const [folder, ...rest] = relative(`packages/${category}/src`, file).split(sep);
  return rest.length > 0 && vendors.includes(folder) ? folder : undefined;
}

/** Code that treats one vendor apart: a literal or a name of it. The events' examples may speak of one. */
function namedVendors(file, code) {
  const own = /^packages\/([^/]+)\//.exec(file)?.[1];
  if (!vendorNeutral.includes(own) || /\.test\.ts$|\/fixtures\/|^packages\/core\/src\/events\//.test(file))
    return [];
  // In any case, but a capital must follow: `sesError` names SES, and `session` does not.
  const anyCase = (vendor) => vendor.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  const names = (vendor) =>
    new RegExp(`(['"\`])${anyCase(vendor)}\\1|\\b(?:[iI]s)?${anyCase(vendor)}[A-Z(.]`);
  return vendors
    .filter((vendor) => names(vendor).test(code))
    .map((vendor) => `${file}: shared code names ${vendor}`);
}

function withoutComments(code) {
  return code.replace(
    /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, text) => text ?? '',
  );
}
