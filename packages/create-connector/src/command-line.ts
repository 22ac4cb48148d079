import { parseArgs } from 'node:util';
import { commandInvalid } from './command-invalid.ts';

/** The categories that have a contract of actions, and a package of vendors. */
export const categories = ['crm', 'email', 'chat', 'voice', 'payments'] as const;

/** One of {@link categories}. */
export type Category = (typeof categories)[number];

/** What is asked for. */
export interface Command {
  readonly category: Category;
  /** In lower case, with dashes: `front-desk`. */
  readonly vendor: string;
  /** As people write it. Default: the vendor's words with capitals. */
  readonly title: string | undefined;
  /** A folder outside of this repository, for a package of its own. */
  readonly out: string | undefined;
  /** Only tells what would be written. */
  readonly isDryRun: boolean;
}

/** How the command is called. */
export const usage =
  'npm run create-connector -- <category> <vendor> [--title "Front Desk"] [--out FOLDER] [--dry-run]';

const flags = {
  title: { type: 'string' },
  out: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/**
 * Reads the command line; `undefined` where help is asked for.
 *
 * @param environment what npm sets: flags before its `--` it takes for its own, and says so there alone.
 * @throws TouchlineError `command.invalid`.
 */
export const readCommandLine = (
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Command | undefined => {
  const { values, positionals } = parsed(argv);
  if (values.help) return undefined;
  for (const flag of ['dry-run', 'title', 'out'])
    if (environment[`npm_config_${flag.replace('-', '_')}`] !== undefined)
      throw commandInvalid(`npm took --${flag} for itself: write -- before the category, as in ${usage}.`);
  const [category, vendor, ...more] = positionals;
  if (category === undefined || vendor === undefined)
    throw commandInvalid(`A category and a vendor are needed: ${usage}.`);
  if (more.length > 0)
    throw commandInvalid(`One vendor at a time, its words joined by dashes: ${[vendor, ...more].join('-')}.`);
  if (!isCategory(category)) throw commandInvalid(unknownCategory(category));
  return { category, vendor, title: values.title, out: values.out, isDryRun: values['dry-run'] === true };
};

const parsed = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true });
  } catch (thrown) {
    const [sentence = ''] = (thrown as Error).message.split(/\. |\n/);
    throw commandInvalid(`${sentence}: ${usage}.`);
  }
};

const isCategory = (text: string): text is Category => (categories as readonly string[]).includes(text);

const unknownCategory = (category: string): string =>
  `There is no category ${JSON.stringify(category)}: take one of ${categories.join(', ')}.`;
